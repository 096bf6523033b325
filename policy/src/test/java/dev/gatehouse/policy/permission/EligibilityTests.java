package dev.gatehouse.policy.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;

class EligibilityTests {

    private static final String FILE = RuleTable.text("eligibility.csv");

    @ParameterizedTest
    @CsvFileSource(resources = "/permission/eligibility-table.txt", delimiter = '|', numLinesToSkip = 2)
    void everySituationThenAsPublishedOrUndefined(ArgumentsAccessor row) {
        boolean owner = row.getString(0).equals("yes");
        LicenseKind license = LicenseKind.valueOf(row.getString(1).toUpperCase(Locale.ROOT));
        boolean integrations = row.getString(2).equals("yes");
        boolean others = row.getString(3).equals("yes");
        assertThat(Eligibility.of(owner, license, integrations, others))
                .isEqualTo(Eligibility.valueOf(row.getString(4)));
    }

    @Test
    void tableThenNothingButAFreeEmptyAccountIsEligible() {
        for (LicenseKind license : LicenseKind.values()) {
            for (int bits = 0; bits < 8; bits++) {
                boolean integrations = (bits & 2) != 0;
                boolean others = (bits & 4) != 0;
                boolean eligible =
                        Eligibility.of((bits & 1) != 0, license, integrations, others) == Eligibility.ELIGIBLE;
                assertThat(eligible).isEqualTo(license == LicenseKind.FREE && !integrations && !others);
            }
        }
        assertThat(Eligibility.ofNoOwner()).isEqualTo(Eligibility.ELIGIBLE);
    }

    @Test
    void licenseThatNobodyKnowsThenIsUndefined() {
        assertThat(LicenseKind.named("TRIAL")).isEmpty();
        assertThat(LicenseKind.named("free")).isEmpty();
        assertThat(LicenseKind.named("FREE")).contains(LicenseKind.FREE);
        assertThat(Eligibility.of(true, null, false, false)).isEqualTo(Eligibility.UNDEFINED);
    }

    @Test
    void tableWhenALineIsWrongThenTheFaultNamesIt() {
        assertThatThrownBy(() -> Eligibility.parse(FILE + "yes,TRIAL,no,no,yes\n"))
                .hasMessage("eligibility.csv, line 13: `TRIAL` is not known");
        assertThatThrownBy(() -> Eligibility.parse(FILE + "maybe,FREE,no,no,yes\n"))
                .hasMessage("eligibility.csv, line 13: `maybe` is not known");
        assertThatThrownBy(() -> Eligibility.parse(FILE + "yes,FREE,no,no,no\n"))
                .hasMessage("eligibility.csv, line 13: this situation was there before");
    }
}
