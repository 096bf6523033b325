package dev.gatehouse.gateway.mcp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes bodies: half of them mutations of a corpus, half of them made up of what readers disagree about. */
final class BodyMaker {

    private static final String[] METHODS = {
        "tools/call",
        "tools/list",
        "prompts/get",
        "resources/read",
        "resources/subscribe",
        "resources/unsubscribe",
        "completion/complete",
        "subscriptions/listen",
        "tasks/get",
        "ping",
        "x/y",
        "Tools/Call",
        " tools/call",
        "tools/call ",
        "tools/\\u0063all",
        "TOOLS/CALL",
        "tools\\/call",
        "prompts/get\\u0000",
        "re\\u017fources/read",
        "tools/call\\u200b",
        "notifications/initialized"
    };
    private static final String[] MEMBERS = {
        "jsonrpc",
        "id",
        "method",
        "params",
        "result",
        "error",
        "Method",
        "m\\u0065thod",
        "METHOD",
        "Params",
        "param\\u017f",
        "x",
        "",
        "name"
    };
    private static final String[] PARAMS = {
        "name",
        "uri",
        "taskId",
        "ref",
        "notifications",
        "_meta",
        "Name",
        "URI",
        "n\\u0061me",
        "arguments",
        "na\\u00adme",
        "cursor",
        "REF",
        "Notifications",
        "taskid"
    };
    private static final String[] STRINGS = {
        "a",
        "wipe",
        "note://1",
        "note://{id}",
        "\\ud83d\\ude00",
        "\\ud800",
        "\\u0000",
        "a\\u0000b",
        "\u00fc",
        "\\u202e",
        "ref/prompt",
        "ref/resource",
        "2026-07-28",
        "\\/",
        "\\\\",
        "\\\"",
        "",
        "\ufeff",
        "\\n"
    };
    private static final String[] NUMBERS = {"1", "0", "-1", "1.0", "1e400", "-0", "1e-400", "12345678901234567890123"};

    private final RandomGenerator random;
    private final List<String> corpus;

    BodyMaker(RandomGenerator random, List<String> corpus) {
        this.random = random;
        this.corpus = corpus;
    }

    byte[] next() {
        return switch (random.nextInt(4)) {
            case 0 -> mutant();
            case 1 -> spliced().getBytes(StandardCharsets.UTF_8);
            default -> made().getBytes(StandardCharsets.UTF_8);
        };
    }

    /** Bytes changed, doubled, taken away, put in. */
    private byte[] mutant() {
        byte[] body = any(corpus).getBytes(StandardCharsets.UTF_8);
        for (int change = random.nextInt(4); change >= 0 && body.length > 1; change--) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(3)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1 -> body[at] ^= (byte) (1 << random.nextInt(8));
                default -> {
                    int length = Math.min(random.nextInt(1, 12), body.length - at);
                    byte[] doubled = new byte[body.length + length];
                    System.arraycopy(body, 0, doubled, 0, at + length);
                    System.arraycopy(body, at, doubled, at + length, body.length - at);
                    body = doubled;
                }
            }
        }
        return body;
    }

    /** The beginning of one and the end of another, at a comma. */
    private String spliced() {
        String one = any(corpus);
        String other = any(corpus);
        int end = one.indexOf(',', random.nextInt(one.length()));
        int begin = other.indexOf(',', random.nextInt(other.length()));
        return (end < 0 ? one : one.substring(0, end)) + (begin < 0 ? "" : other.substring(begin));
    }

    private String made() {
        if (random.nextInt(5) > 0) {
            return message();
        }
        List<String> batch = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            batch.add(message());
        }
        return "[" + String.join(",", batch) + "]";
    }

    private String message() {
        List<String> members = new ArrayList<>(List.of("\"jsonrpc\":\"2.0\""));
        String method = any(METHODS);
        if (random.nextInt(10) > 0) {
            members.add("\"method\":\"" + method + "\"");
        }
        if (random.nextInt(4) > 0) {
            members.add("\"id\":" + (random.nextBoolean() ? "1" : value(0)));
        }
        if (random.nextInt(6) > 0) {
            members.add("\"params\":" + (random.nextInt(12) > 0 ? params() : value(1)));
        }
        if (random.nextInt(6) == 0) {
            members.add("\"" + any(MEMBERS) + "\":" + value(1));
        }
        for (int i = members.size() - 1; i > 0; i--) {
            members.add(members.remove(random.nextInt(members.size())));
        }
        return "{" + String.join(random.nextInt(8) == 0 ? " ,\n" : ",", members) + "}";
    }

    private String params() {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String member = any(PARAMS);
            members.add("\"" + member + "\":" + param(member));
        }
        return "{" + String.join(",", members) + "}";
    }

    private String param(String member) {
        if (random.nextInt(6) == 0) {
            return value(2);
        }
        return switch (member) {
            case "ref" ->
                "{\"type\":" + string() + ",\"" + any(new String[] {"name", "uri", "Name", "x"}) + "\":" + string()
                        + "}";
            case "notifications" ->
                "{\"" + any(new String[] {"resourceSubscriptions", "resourcesubscriptions", "toolsListChanged"})
                        + "\":[" + string() + "," + string() + "]}";
            case "_meta" -> "{\"io.modelcontextprotocol/protocolVersion\":" + string() + ",\"name\":" + string() + "}";
            default -> string();
        };
    }

    private String value(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> string();
            case 1 -> any(NUMBERS);
            case 2 -> "null";
            case 3 -> "true";
            case 4 -> "[" + value(depth - 1) + "," + value(depth - 1) + "]";
            default ->
                "{\"" + any(PARAMS) + "\":" + value(depth - 1) + ",\"" + any(PARAMS) + "\":" + value(depth - 1) + "}";
        };
    }

    private String string() {
        return "\"" + (random.nextInt(3) > 0 ? any(STRINGS) : any(STRINGS) + any(STRINGS)) + "\"";
    }

    private String any(String[] of) {
        return of[random.nextInt(of.length)];
    }

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
