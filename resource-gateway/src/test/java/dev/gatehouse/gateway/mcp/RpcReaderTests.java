package dev.gatehouse.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.scope.Scope;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RpcReaderTests {

    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":\"a\\\"b\",\"params\":{\"arguments\":{\"name\":\"x\"},\"name\":\"add\"},\"method\":\"tools/call\"}";

    @Test
    void toolCallThenItsNameWhateverTheOrderOfMembers() {
        RpcMessage message = read(CALL);

        assertThat(message.method()).isEqualTo("tools/call");
        assertThat(message.name()).isEqualTo("add");
        assertThat(message.id()).isEqualTo("\"a\\\"b\"");
        assertThat(message.operation().requiredScope()).isEqualTo(Scope.WRITE);
    }

    @Test
    void resourceReadThenItsUriAndReadScope() {
        RpcMessage message =
                read("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"resources/read\",\"params\":{\"uri\":\"file:///a\"}}");

        assertThat(message.name()).isEqualTo("file:///a");
        assertThat(message.id()).isEqualTo("3");
        assertThat(message.operation().requiredScope()).isEqualTo(Scope.READ);
    }

    @Test
    void memberThatOtherParsersMayTakeForAnotherThenRefused() {
        for (String name : new String[] {"METHOD", "Id", "Params", "param\u017f", "jsonRPC"}) {
            RpcReading reading = RpcReader.read(("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"" + name + "\":1}")
                    .getBytes(StandardCharsets.UTF_8));
            assertThat(reading).as(name).isInstanceOf(RpcReading.Faulty.class);
        }
    }

    @Test
    void anythingAtAllThenReadOrRefusedButNeverAnException() {
        Random random = new Random(42);
        byte[] seed = CALL.getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 20_000; round++) {
            byte[] mutant = seed.clone();
            for (int change = 0; change <= random.nextInt(4); change++) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
            }
            assertThat(RpcReader.read(mutant)).isNotNull();
        }
    }

    private static RpcMessage read(String body) {
        return ((RpcReading.Messages) RpcReader.read(body.getBytes(StandardCharsets.UTF_8)))
                .messages()
                .get(0);
    }
}
