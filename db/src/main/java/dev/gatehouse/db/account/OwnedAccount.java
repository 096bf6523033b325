package dev.gatehouse.db.account;

import dev.gatehouse.policy.permission.Eligibility;
import dev.gatehouse.policy.permission.LicenseKind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account that a person owns, as far as it decides whether they may join others.
 *
 * @param license null when this program does not know it
 * @param othersAccepted whether anybody else has joined it
 */
public record OwnedAccount(
        UUID accountId, @Nullable LicenseKind license, boolean hasIntegrations, boolean othersAccepted) {

    /** Whether the owner of this account may accept an invitation into another (domain rule R103). */
    public Eligibility eligibility() {
        return Eligibility.of(true, license, hasIntegrations, othersAccepted);
    }
}
