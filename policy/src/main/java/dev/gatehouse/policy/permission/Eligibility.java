package dev.gatehouse.policy.permission;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a person may accept an invitation into somebody else's account (domain rule R103). */
public enum Eligibility {
    /** They may. */
    ELIGIBLE,
    /** They may not. */
    NOT_ELIGIBLE,
    /** The table says nothing of somebody like them: they may not. */
    UNDEFINED;

    private static final String FILE = "eligibility.csv";

    private static final Map<Situation, Eligibility> PUBLISHED = parse(RuleTable.text(FILE));

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
        if (license == null) {
            return UNDEFINED;
        }
        return PUBLISHED.getOrDefault(new Situation(owner, license, hasIntegrations, othersAccepted), UNDEFINED);
    }

    /** The eligibility of somebody who owns no account. */
    public static Eligibility ofNoOwner() {
        return of(false, LicenseKind.FREE, false, false);
    }

    static Map<Situation, Eligibility> parse(String text) {
        Map<Situation, Eligibility> table = new HashMap<>();
        for (RuleTable.Row row : RuleTable.parse(FILE, "owner,license,integrations,others,eligible", text)
                .rows()) {
            Situation situation =
                    new Situation(yes(row, 0), row.read(1, LicenseKind.named(row.cell(1))), yes(row, 2), yes(row, 3));
            Eligibility eligible = yes(row, 4) ? ELIGIBLE : NOT_ELIGIBLE;
            row.require(table.put(situation, eligible) == null, "this situation was there before");
        }
        return Map.copyOf(table);
    }

    private static boolean yes(RuleTable.Row row, int column) {
        return row.read(
                column,
                switch (row.cell(column)) {
                    case "yes" -> Optional.of(true);
                    case "no" -> Optional.of(false);
                    default -> Optional.empty();
                });
    }

    /** What the table looks at. */
    record Situation(boolean owner, LicenseKind license, boolean hasIntegrations, boolean othersAccepted) {}
}
