package dev.gatehouse.gateway.access;

import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.mcp.HeaderCheck;
import dev.gatehouse.gateway.mcp.RpcReader;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the head says of the body that is to come: kind, coding, size. */
final class BodyHead {

    private static final Pattern JSON =
            Pattern.compile("application/json[ \\t]*(;[ \\t]*charset[ \\t]*=[ \\t]*\"?utf-?8\"?[ \\t]*|;[ \\t]*)?");
    private static final Pattern PARAMETER = Pattern.compile("application/json[ \\t]*;.*");

    private BodyHead() {}

    static Optional<Answer> problem(RequestHead head) {
        if (!isJson(head.all("content-type"))) {
            return Optional.of(Answer.problem(415, "the body must be application/json", "CONTENT_TYPE"));
        }
        List<String> codings = head.all("content-encoding");
        if (!codings.stream().allMatch(coding -> coding.strip().equalsIgnoreCase("identity"))) {
            return Optional.of(Answer.problem(415, "the body must not be compressed", "CONTENT_ENCODING")
                    .with("accept-encoding", "identity"));
        }
        if (declaredLength(head) > RpcReader.MAX_BODY) {
            return Optional.of(tooLarge());
        }
        return HeaderCheck.repeated(head).map(fault -> fault.answer(400, "HEADER_REPEATED"));
    }

    static Answer tooLarge() {
        return Answer.problem(413, "the body is larger than 4 MiB", "BODY_TOO_LARGE");
    }

    private static long declaredLength(RequestHead head) {
        try {
            return head.single("content-length").map(Long::parseLong).orElse(0L);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static boolean isJson(List<String> contentTypes) {
        if (contentTypes.size() != 1) {
            return false;
        }
        if (contentTypes.get(0).equals("application/json")) {
            return true;
        }
        String type = contentTypes.get(0).strip().toLowerCase(Locale.ROOT);
        boolean otherParameters = PARAMETER.matcher(type).matches() && !type.contains("charset");
        return otherParameters || JSON.matcher(type).matches();
    }
}
