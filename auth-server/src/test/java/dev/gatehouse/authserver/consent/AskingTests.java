package dev.gatehouse.authserver.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.consent.Asking.Identity;
import dev.gatehouse.policy.client.ClientAuthentication;
import dev.gatehouse.policy.client.ClientRule.Verdict;
import dev.gatehouse.policy.client.RedirectUri;
import dev.gatehouse.policy.client.Registration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskingTests {

    private static final String DOCUMENT = "https://App.example/client.json";

    @Test
    void publishedThenTheHostOfTheDocumentVouchesAndTheAnswerStaysThere() {
        Asking asking = asking(Registration.METADATA_DOCUMENT, DOCUMENT, "https://login.app.example/callback");

        assertThat(asking.identity()).isEqualTo(Identity.PUBLISHED);
        assertThat(asking.publisher()).isEqualTo("app.example");
        assertThat(asking.elsewhere()).isFalse();
    }

    @Test
    void publishedWhenTheAnswerGoesToAnotherDomainThenSaysSo() {
        assertThat(asking(Registration.METADATA_DOCUMENT, DOCUMENT, "https://evilapp.example/callback")
                        .elsewhere())
                .isTrue();
    }

    @Test
    void publishedWhenTheAnswerStaysOnThisComputerThenSaysThatAndNotThatItLeaves() {
        Asking asking = asking(Registration.METADATA_DOCUMENT, DOCUMENT, "http://localhost/callback");

        assertThat(asking.kind()).isEqualTo(RedirectUri.Kind.LOOPBACK);
        assertThat(asking.elsewhere()).isFalse();
    }

    @Test
    void selfRegisteredThenNobodyVouches() {
        Asking asking = asking(Registration.DYNAMIC, "c_1", "https://claude.ai.evil.example/callback");

        assertThat(asking.identity()).isEqualTo(Identity.SELF_REGISTERED);
        assertThat(asking.host()).isEqualTo("claude.ai.evil.example");
        assertThat(asking.publisher()).isEmpty();
    }

    @Test
    void trustedByTheAdminsThenSaidOfEveryClientButOfOneThatRegisteredItself() {
        String redirectUri = "https://app.example/callback";

        assertThat(asking(Registration.ADMIN, "c_1", redirectUri, Verdict.TRUST).trusted())
                .isTrue();
        assertThat(asking(Registration.METADATA_DOCUMENT, DOCUMENT, redirectUri, Verdict.TRUST)
                        .trusted())
                .isTrue();
        assertThat(asking(Registration.DYNAMIC, "c_1", redirectUri, Verdict.TRUST)
                        .trusted())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://claude.ai.evil.example/callback, claude.|ai.|evil.|example",
        "http://localhost/callback, localhost",
        "http://127.0.0.1/callback, 127.|0.|0.|1",
        "cursor://anysphere.cursor-mcp/callback, cursor:"
    })
    void hostThenMayBreakAfterItsDotsOnly(String redirectUri, String labels) {
        Asking asking = asking(Registration.DYNAMIC, "c_1", redirectUri);

        assertThat(String.join("|", asking.labels())).isEqualTo(labels);
        assertThat(String.join("", asking.labels())).isEqualTo(asking.host());
    }

    private static Asking asking(Registration registration, String clientId, String redirectUri) {
        return asking(registration, clientId, redirectUri, Verdict.ALLOW);
    }

    private static Asking asking(Registration registration, String clientId, String redirectUri, Verdict verdict) {
        RedirectUri redirect = RedirectUri.parse(redirectUri).orElseThrow();
        Client client = new Client(
                clientId,
                registration,
                "Claude",
                List.of(redirect),
                Set.of(ClientAuthentication.NONE),
                Set.of("authorization_code"),
                Client.Keys.NONE,
                null,
                null);
        return Asking.of(client, redirect, verdict);
    }
}
