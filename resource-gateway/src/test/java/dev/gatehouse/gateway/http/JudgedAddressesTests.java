package dev.gatehouse.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.net.AddressRule;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JudgedAddressesTests {

    private final EventExecutor executor = new DefaultEventExecutor();
    /** What the name server says, and may say otherwise the next time. */
    private volatile List<String> answer = List.of();

    private final JudgedAddresses judged = new JudgedAddresses(AddressRule.publicOnly(), new Names());

    @AfterEach
    void stop() {
        judged.close();
        executor.shutdownGracefully();
    }

    private Future<List<InetSocketAddress>> resolve(InetSocketAddress address) throws Exception {
        return judged.getResolver(executor).resolveAll(address).await();
    }

    @Test
    void publicNameThenTheVeryAddressesThatWereJudged() throws Exception {
        answer = List.of("9.9.9.9", "2606:4700:4700::1111");

        Future<List<InetSocketAddress>> found = resolve(InetSocketAddress.createUnresolved("up.example", 443));

        assertThat(found.getNow().stream().map(one -> one.getAddress().getHostAddress()))
                .containsExactly("9.9.9.9", "2606:4700:4700:0:0:0:0:1111");
    }

    @Test
    void answerOfTheNameServerChangesThenRefusedFromThen() throws Exception {
        InetSocketAddress name = InetSocketAddress.createUnresolved("rebinding.example", 443);
        answer = List.of("9.9.9.9");
        assertThat(resolve(name).isSuccess()).isTrue();

        answer = List.of("127.0.0.1");

        assertThat(resolve(name).cause()).isInstanceOf(JudgedAddresses.ForbiddenAddress.class);
        assertThat(judged.getResolver(executor).resolve(name).await().cause())
                .isInstanceOf(JudgedAddresses.ForbiddenAddress.class);
    }

    @Test
    void oneOfSeveralAddressesInsideThenTheNameIsRefusedAsAWhole() throws Exception {
        answer = List.of("9.9.9.9", "10.0.0.1");

        assertThat(resolve(InetSocketAddress.createUnresolved("both.example", 443))
                        .cause())
                .isInstanceOf(JudgedAddresses.ForbiddenAddress.class);
    }

    @Test
    void addressThatIsResolvedAlreadyThenJudgedAllTheSame() throws Exception {
        InetSocketAddress inside = new InetSocketAddress(InetAddress.getByName("10.0.0.1"), 80);

        assertThat(judged.getResolver(executor).isResolved(inside)).isFalse();
        assertThat(resolve(inside).cause()).isInstanceOf(JudgedAddresses.ForbiddenAddress.class);
        assertThat(judged.getResolver(executor).resolve(inside).await().cause())
                .isInstanceOf(JudgedAddresses.ForbiddenAddress.class);
    }

    @Test
    void nameThatNobodyKnowsThenTheOrdinaryFailure() throws Exception {
        assertThat(resolve(InetSocketAddress.createUnresolved("nowhere.example", 443))
                        .cause())
                .isInstanceOf(UnknownHostException.class)
                .isNotInstanceOf(JudgedAddresses.ForbiddenAddress.class);
    }

    private final class Names extends AddressResolverGroup<InetSocketAddress> {

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor loop) {
            return new InetNameResolver(loop) {
                @Override
                protected void doResolve(String name, Promise<InetAddress> promise) {
                    throw new AssertionError("all are asked for");
                }

                @Override
                protected void doResolveAll(String name, Promise<List<InetAddress>> promise) throws Exception {
                    List<InetAddress> found = new ArrayList<>();
                    for (String address : answer) {
                        found.add(InetAddress.getByName(address));
                    }
                    if (found.isEmpty()) {
                        promise.setFailure(new UnknownHostException(name));
                    } else {
                        promise.setSuccess(found);
                    }
                }
            }.asAddressResolver();
        }
    }
}
