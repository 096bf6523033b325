package dev.gatehouse.gateway.mcp;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** Reads the body of a POST: strict JSON (RFC 8259), strict JSON-RPC 2.0. */
public final class RpcReader {

    /** The largest body read, in bytes. */
    public static final int MAX_BODY = 4 * 1024 * 1024;

    static final int MAX_BATCH = 100;

    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxNumberLength(100)
                    .maxNameLength(10_000)
                    .maxStringLength(MAX_BODY)
                    .build())
            .build();

    private RpcReader() {}

    /** Reads the whole body. */
    public static RpcReading read(byte[] body) {
        if (!isPlainUtf8(body)) {
            return new RpcReading.Faulty(RpcFault.parseError("the body is not UTF-8"));
        }
        try (JsonParser parser = parser(body)) {
            List<RpcMessage> messages = messages(parser);
            if (parser.nextToken() != null) {
                return new RpcReading.Faulty(RpcFault.parseError("there is something after the JSON"));
            }
            return new RpcReading.Messages(messages);
        } catch (RpcFaultException e) {
            return new RpcReading.Faulty(e.fault());
        } catch (JacksonIOException e) {
            throw new IllegalStateException("an array cannot fail to be read", e);
        } catch (JacksonException e) {
            return new RpcReading.Faulty(RpcFault.parseError("the body is not valid JSON"));
        }
    }

    static JsonParser parser(byte[] body) {
        return JSON.createParser(ObjectReadContext.empty(), body, 0, body.length);
    }

    private static List<RpcMessage> messages(JsonParser parser) throws RpcFaultException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new RpcFaultException(RpcFault.parseError("the body is empty"));
        }
        if (first == JsonToken.START_OBJECT) {
            return List.of(RpcObject.read(parser));
        }
        if (first != JsonToken.START_ARRAY) {
            finish(parser);
            throw new RpcFaultException(RpcFault.invalidRequest("not a JSON-RPC message"));
        }
        List<RpcMessage> messages = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT || messages.size() == MAX_BATCH) {
                throw new RpcFaultException(RpcFault.invalidRequest("not a batch of JSON-RPC messages"));
            }
            messages.add(RpcObject.read(parser));
        }
        if (messages.isEmpty()) {
            throw new RpcFaultException(RpcFault.invalidRequest("an empty batch"));
        }
        return messages;
    }

    /** Reads to the end: what is not JSON is a parse error before it is anything else. */
    private static void finish(JsonParser parser) {
        while (parser.nextToken() != null) {
            // on to the end
        }
    }

    /** Without NUL. */
    private static boolean isAscii(byte[] body) {
        for (byte b : body) {
            if (b <= 0) {
                return false;
            }
        }
        return true;
    }

    /** UTF-8 without a byte order mark; another encoding could be read otherwise by the upstream. */
    public static boolean isPlainUtf8(byte[] body) {
        if (isAscii(body)) {
            return true;
        }
        if (body[0] == (byte) 0xEF) {
            return false;
        }
        for (int i = 0; i < Math.min(4, body.length); i++) {
            if (body[i] == 0) {
                return false;
            }
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(body);
        CharBuffer out = CharBuffer.allocate(Math.min(8192, body.length + 1));
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        return !result.isError();
    }
}
