package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.policy.resource.ResourceIndicator;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The {@code resource} parameter of a token request (RFC 8707 section 2.2). */
final class ResourceParameter {

    private ResourceParameter() {}

    /** The canonical resource, or null when none was sent. Several different ones are refused: a token is for one. */
    static @Nullable String read(Map<String, Object> additionalParameters) {
        Object sent = additionalParameters.get("resource");
        if (sent == null) {
            return null;
        }
        String[] values = sent instanceof String[] several ? several : new String[] {sent.toString()};
        Set<String> canonical = Arrays.stream(values)
                .filter(value -> !value.isEmpty())
                .map(value -> ResourceIndicator.parse(value)
                        .orElseThrow(() -> ErrorCode.INVALID_TARGET.exception("the resource is malformed")))
                .map(ResourceIndicator::value)
                .collect(Collectors.toSet());
        if (canonical.size() > 1) {
            throw ErrorCode.INVALID_TARGET.exception("exactly one resource may be asked");
        }
        return canonical.isEmpty() ? null : canonical.iterator().next();
    }
}
