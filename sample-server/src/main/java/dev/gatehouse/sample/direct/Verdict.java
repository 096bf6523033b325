package dev.gatehouse.sample.direct;

import java.util.Set;

/** What the authorization server says about a token, as far as it concerns this resource. */
sealed interface Verdict {

    /** Good here, for these scopes. */
    record Accepted(Set<String> scopes) implements Verdict {}

    /** Not good here: inactive, of another issuer, or for another resource. */
    record Refused() implements Verdict {}

    /** Nobody could say: such a request must not pass. */
    record Unknown() implements Verdict {}
}
