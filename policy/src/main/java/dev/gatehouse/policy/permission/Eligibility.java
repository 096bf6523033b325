package dev.gatehouse.policy.permission;

import org.jspecify.annotations.Nullable;

/** Whether a person may accept an invitation into somebody else's account (domain rule R103). */
public enum Eligibility {
    /** They may. */
    ELIGIBLE,
    /** They may not. */
    NOT_ELIGIBLE,
    /** The table says nothing of somebody like them: they may not. */
    UNDEFINED;

    /**
     * Looks it up.
     *
     * @param owner whether they own an account
     * @param license that account's; null for one that this program does not know, of which nothing is decided
     * @param hasIntegrations whether that account has integrations
     * @param othersAccepted whether other people have joined that account
     */
    public static Eligibility of(
            boolean owner, @Nullable LicenseKind license, boolean hasIntegrations, boolean othersAccepted) {
        if (license == LicenseKind.FREE && !hasIntegrations && !othersAccepted) {
            return ELIGIBLE;
        }
        return owner && license != null ? NOT_ELIGIBLE : UNDEFINED;
    }
}
