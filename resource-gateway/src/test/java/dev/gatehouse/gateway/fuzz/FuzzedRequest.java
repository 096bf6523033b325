package dev.gatehouse.gateway.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One request, mostly right and in a few places not: what attacks on the edge are made of, drawn at random.
 *
 * @param bytes as they are sent
 * @param body the JSON within, if it is one that could be relayed
 * @param whole whether it says where it ends, and ends there
 */
record FuzzedRequest(byte[] bytes, String body, boolean whole) {

    private static final List<String> METHODS = List.of(
            "POST", "GET", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH", "TRACE", "CONNECT", "post", "P0ST", "PRI",
            "FOO!");
    private static final List<String> TARGETS = List.of(
            "/mcp/everything/",
            "/mcp/everything?x=%zz",
            "/mcp/everything#x",
            "/mcp/everything/../other",
            "/mcp/../mcp/everything",
            "/mcp//everything",
            "/mcp/%65verything",
            "/mcp/everything;a=b",
            "/mcp/everything%2f..%2fother",
            "/mcp\\everything",
            "/mcp/everything\u0000",
            "/mcp/everything/other/third",
            "//localhost/mcp/everything",
            "http://localhost/mcp/everything",
            "http://evil.example/mcp/everything",
            "http://localhost@evil.example/mcp/everything",
            "https://localhost/mcp/everything",
            "localhost:443",
            "*",
            "/",
            "",
            "/health/live",
            "/.well-known/oauth-protected-resource/mcp/everything",
            "/%",
            "/mcp/\u00e4",
            "/" + "a/".repeat(2_000));
    private static final List<String> VERSIONS = List.of(
            "HTTP/1.0", "HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "HTTP/1.1 ", "http/1.1", "HTTP/11.1", "", "FTP/1.1");
    private static final List<String> LINES = List.of(
            "x-forwarded-for: 1.2.3.4",
            "X_FORWARDED_FOR: 1.2.3.4",
            "forwarded: for=1.2.3.4",
            "x-user: root",
            "X-User-Id: root",
            "remote_user: root",
            "x-goog-iap-jwt-assertion: root",
            "tailscale-user-login: root",
            "cookie: a=b",
            "proxy-authorization: Basic abc",
            "proxy-connection: keep-alive",
            "te: trailers",
            "trailer: x-user",
            "upgrade: h2c",
            "upgrade: websocket",
            "connection: upgrade, http2-settings",
            "connection: x-custom",
            "connection: mcp-method",
            "connection: authorization, content-length",
            "keep-alive: timeout=1",
            "http2-settings: AAMAAABkAAQAAP__",
            "expect: 100-continue",
            "expect: nothing",
            "origin: https://evil.example",
            "origin: null",
            "origin: https://inspector.example",
            "mcp-method: tools/call",
            "mcp-method: ping",
            "Mcp-Method: ping",
            "mcp-name: x",
            "mcp_method: tools/call",
            "mcp-session-id: abc",
            "mcp-protocol-version: 2025-11-25",
            "mcp-param-x: \u00e9",
            "content-type: text/plain",
            "content-encoding: gzip",
            "accept: application/json, text/event-stream",
            "accept-encoding: gzip, br",
            "authorization: Bearer abc",
            "host: evil.example",
            "host: localhost",
            "x-http-method-override: DELETE",
            "x-custom: " + "y".repeat(3_000),
            "x custom: 1",
            "x-custom : 1",
            " folded: 1",
            "\tfolded",
            ": empty",
            "no colon",
            "x-nul: a\u0000b",
            "x-cr: a\rb: c",
            "\u00e4: b",
            "x-last: 1");
    private static final List<String> FRAMINGS = List.of(
            "transfer-encoding: chunked",
            "Transfer-Encoding: Chunked",
            "transfer-encoding: identity",
            "transfer-encoding: gzip, chunked",
            "transfer-encoding: xchunked",
            "transfer-encoding:\tchunked",
            "transfer-encoding : chunked",
            "transfer_encoding: chunked",
            "content-length: 0",
            "content-length: 1",
            "content-length: +1",
            "content-length: -1",
            "content-length: 0x10",
            "content-length: 5, 5",
            "content_length: 3",
            "content-length: 99999999999999999999",
            "content-length:");

    static FuzzedRequest draw(Random random, String token, String id) {
        boolean post = !oneIn(8, random);
        String json = json(random, id);
        List<String> lines = lines(random, token, post);
        boolean whole = true;
        byte[] content = new byte[0];
        if (post || oneIn(3, random)) {
            byte[] plain = json.getBytes(StandardCharsets.UTF_8);
            boolean chunked = oneIn(3, random);
            content = chunked ? chunks(random, plain) : plain;
            lines.add(chunked ? "transfer-encoding: chunked" : "content-length: " + plain.length);
            if (oneIn(8, random)) {
                lines.add(pick(random, FRAMINGS));
                whole = false;
            }
        }
        if (oneIn(4, random)) {
            Collections.shuffle(lines, random);
        }
        byte[] all = joined(random, (post ? "POST" : pick(random, METHODS)), lines, content);
        if (oneIn(12, random)) {
            all = damaged(random, all);
            whole = false;
        }
        return new FuzzedRequest(all, json, whole);
    }

    private static byte[] joined(Random random, String method, List<String> lines, byte[] content) {
        String target = oneIn(6, random) ? pick(random, TARGETS) : "/mcp/everything";
        String version = oneIn(25, random) ? pick(random, VERSIONS) : "HTTP/1.1";
        String end = oneIn(30, random) ? "\n" : "\r\n";
        String head = method + " " + target + " " + version + end + String.join(end, lines) + end + end;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(content);
        return bytes.toByteArray();
    }

    private static List<String> lines(Random random, String token, boolean post) {
        List<String> lines = new ArrayList<>();
        if (!oneIn(25, random)) {
            lines.add((oneIn(6, random) ? "HOST" : "host") + ": localhost");
        }
        if (!oneIn(12, random)) {
            lines.add("authorization: Bearer " + token);
        }
        if (post) {
            lines.add("content-type: application/json");
        }
        for (int more = random.nextInt(4); more > 0; more--) {
            lines.add(pick(random, LINES));
        }
        return lines;
    }

    private static boolean oneIn(int many, Random random) {
        return random.nextInt(many) == 0;
    }

    private static String json(Random random, String id) {
        String method = pick(random, List.of("ping", "tools/list", "tools/call", "resources/list"));
        String params = method.equals("tools/call") ? ",\"params\":{\"name\":\"x\"}" : "";
        String space = " ".repeat(random.nextInt(3));
        String text =
                "{" + space + "\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"" + method + "\"" + params + "}";
        return switch (random.nextInt(12)) {
            case 0 -> "[" + text + "]";
            case 1 -> text + text;
            case 2 -> text.substring(0, random.nextInt(text.length()));
            case 3 -> text.replace("\"id\"", "\"method\":\"tools/call\",\"id\"");
            default -> text;
        };
    }

    private static byte[] chunks(Random random, byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < plain.length) {
            int size = Math.min(plain.length - at, 1 + random.nextInt(40));
            String extension = random.nextInt(6) == 0 ? ";a=\"b\"" : "";
            out.writeBytes((Integer.toHexString(size) + extension + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(plain, at, size);
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            at += size;
        }
        String trailer = random.nextInt(4) == 0 ? "x-user: root\r\n" : "";
        out.writeBytes(("0\r\n" + trailer + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static byte[] damaged(Random random, byte[] bytes) {
        byte[] all = bytes.clone();
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int at = random.nextInt(all.length);
            switch (random.nextInt(3)) {
                case 0 -> all[at] = (byte) random.nextInt(256);
                case 1 -> all[at] = (byte) "\r\n \t:\0".charAt(random.nextInt(6));
                default -> all = java.util.Arrays.copyOf(all, Math.max(1, at));
            }
        }
        return all;
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
