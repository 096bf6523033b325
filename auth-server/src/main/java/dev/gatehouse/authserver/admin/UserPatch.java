package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.policy.account.MembershipStatus;

/** Changes to a person in the account. */
public record UserPatch(
        Patch<String> name,
        Patch<MembershipStatus> status,
        Patch<Boolean> ssoRequired,
        Patch<Boolean> mfaRequired,
        Patch<Boolean> mayEditRetryData) {

    /** The membership as the patch wants it. */
    MembershipRow applyTo(MembershipRow row) {
        MembershipStatus wanted = status.required("status", row.status());
        if (wanted != row.status() && wanted != MembershipStatus.ACTIVE && wanted != MembershipStatus.DISABLED) {
            throw new InvalidValue("`status` must be `ACTIVE` or `DISABLED`");
        }
        return row.withStatus(wanted)
                .withRules(
                        ssoRequired.required("ssoRequired", row.ssoRequired()),
                        mfaRequired.required("mfaRequired", row.mfaRequired()),
                        mayEditRetryData.required("mayEditRetryData", row.mayEditRetryData()));
    }

    /** The name as the patch wants it. */
    String nameOr(String current) {
        String wanted = name.required("name", current);
        return wanted.equals(current) ? current : Values.name(wanted);
    }

    /** Whether it asks for single sign-on or a second factor, neither of which there is yet. */
    boolean asksForFactor() {
        return Boolean.TRUE.equals(ssoRequired.value()) || Boolean.TRUE.equals(mfaRequired.value());
    }
}
