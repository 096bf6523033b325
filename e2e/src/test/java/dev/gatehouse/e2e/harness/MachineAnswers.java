package dev.gatehouse.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;

/** What every refusal of a machine endpoint has in common. */
public final class MachineAnswers {

    private MachineAnswers() {}

    /** A clear refusal: this status and media type; no page, no redirect, no stack trace. */
    public static void assertRefused(Answer answer, int status, String mediaType) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.mediaType()).as(answer.body()).isEqualTo(mediaType);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(answer.body().toLowerCase(Locale.ROOT))
                .doesNotContain("<html", "exception", "at dev.gatehouse", "at org.springframework", "\"trace\"");
    }

    /** An error of an OAuth endpoint (RFC 6749 section 5.2, RFC 7591 section 3.2.2). */
    public static void assertOAuthError(Answer answer, int status, String error) {
        assertRefused(answer, status, "application/json");
        assertThat(answer.text("error")).as(answer.body()).isEqualTo(error);
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    /** A problem document (RFC 9457). */
    public static void assertProblem(Answer answer, int status) {
        assertRefused(answer, status, "application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.text("title")).isNotBlank();
    }

    /** A problem document that says why. */
    public static void assertProblem(Answer answer, int status, String reason) {
        assertProblem(answer, status);
        assertThat(answer.text("reason")).as(answer.body()).isEqualTo(reason);
    }
}
