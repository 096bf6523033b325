package dev.gatehouse.policy.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.client.ClientRule.Kind;
import dev.gatehouse.policy.client.ClientRule.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientRuleTests {

    private static final String DOCUMENT = "https://app.vendor.example/client.json";

    @Test
    void judgeWhenNothingIsSaidThenAllowed() {
        assertThat(document()).isEqualTo(Verdict.ALLOW);
        assertThat(ClientRule.judge(List.of(), "c_1")).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void judgeWhenDomainsAreListedThenDocumentsOfOthersAreDenied() {
        assertThat(document(domain("other.example", Verdict.ALLOW))).isEqualTo(Verdict.DENY);
        assertThat(document(domain("other.example", Verdict.TRUST))).isEqualTo(Verdict.DENY);
        assertThat(document(domain("other.example", Verdict.DENY))).isEqualTo(Verdict.ALLOW);
        assertThat(ClientRule.judge(List.of(domain("other.example", Verdict.ALLOW)), "c_1"))
                .isEqualTo(Verdict.ALLOW);
    }

    @Test
    void judgeThenTheLongestDomainCounts() {
        ClientRule vendor = domain("vendor.example", Verdict.TRUST);
        assertThat(document(vendor)).isEqualTo(Verdict.TRUST);
        assertThat(document(vendor, domain("app.vendor.example", Verdict.DENY))).isEqualTo(Verdict.DENY);
        assertThat(document(domain("vendor.example", Verdict.DENY), domain("app.vendor.example", Verdict.ALLOW)))
                .isEqualTo(Verdict.ALLOW);
    }

    @Test
    void judgeWhenTheNameMerelyEndsAlikeThenTheDomainDoesNotCount() {
        assertThat(document(domain("dor.example", Verdict.DENY))).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void judgeThenTheRuleForTheClientComesFirst() {
        assertThat(document(
                        domain("vendor.example", Verdict.TRUST), new ClientRule(Kind.CLIENT, DOCUMENT, Verdict.DENY)))
                .isEqualTo(Verdict.DENY);
        assertThat(ClientRule.judge(List.of(new ClientRule(Kind.CLIENT, "c_1", Verdict.DENY)), "c_1"))
                .isEqualTo(Verdict.DENY);
    }

    private static Verdict document(ClientRule... rules) {
        return ClientRule.judge(List.of(rules), DOCUMENT);
    }

    private static ClientRule domain(String host, Verdict verdict) {
        return new ClientRule(Kind.DOMAIN, host, verdict);
    }
}
