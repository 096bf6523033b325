package dev.gatehouse.authserver.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.transaction.CannotCreateTransactionException;
import tools.jackson.databind.json.JsonMapper;

class UnavailableFilterTests {

    private final UnavailableFilter filter = new UnavailableFilter(new ErrorResponses(new JsonMapper()));
    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/oauth2/token");
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @Test
    void databaseFaultThenTemporarilyUnavailableAndNeverInvalidGrant() throws Exception {
        for (RuntimeException fault : new RuntimeException[] {
            new DataAccessResourceFailureException("gone"), new CannotCreateTransactionException("gone")
        }) {
            MockHttpServletResponse answer = new MockHttpServletResponse();
            filter.doFilter(request(), answer, (req, res) -> {
                throw fault;
            });

            assertThat(answer.getStatus()).isEqualTo(503);
            assertThat(answer.getHeader("Retry-After")).isEqualTo("5");
            assertThat(answer.getContentAsString())
                    .contains("\"error\":\"temporarily_unavailable\"")
                    .doesNotContain("gone");
        }
    }

    @Test
    void databaseFaultInAControllerThenTheSame() throws Exception {
        filter.doFilter(request, response, (req, res) -> {
            throw new ServletException(new DataAccessResourceFailureException("gone"));
        });

        assertThat(response.getStatus()).isEqualTo(503);
    }

    @Test
    void anyOtherFaultThenItIsNotHidden() {
        assertThatThrownBy(() -> filter.doFilter(request, response, (req, res) -> {
                    throw new IllegalStateException("a bug");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    private static MockHttpServletRequest request() {
        return new MockHttpServletRequest("POST", "/oauth2/token");
    }
}
