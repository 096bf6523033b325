package dev.gatehouse.authserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.net.AddressRule;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationsTests {

    private static final Map<String, List<String>> NAMES = Map.of(
            "public.example", List.of("9.9.9.9"),
            "inside.example", List.of("10.1.2.3"),
            "both.example", List.of("9.9.9.9", "10.1.2.3"),
            "named.example", List.of("192.168.7.1", "fd00::1"));

    private final Destinations destinations = new Destinations(
            AddressRule.publicAnd(List.of("192.168.7.0/24", "fd00::/8")),
            DestinationsTests::lookup,
            Duration.ofSeconds(2));

    @AfterEach
    void stop() {
        destinations.destroy();
    }

    @ParameterizedTest
    @CsvSource({
        "https://public.example/mcp, true",
        "https://inside.example/mcp, false",
        "https://both.example/mcp, false",
        "https://named.example/mcp, true",
        "https://nowhere.example/mcp, true",
        "http://9.9.9.9:81/x?y=z, true",
        "http://10.1.2.3/, false",
        "http://127.0.0.1:9000/, false",
        "http://[::1]/, false",
        "http://[::ffff:10.1.2.3]/, false",
        "http://[fd00::9]/, true",
        "http://[fe80::1%25eth0]/, false",
        "http://[fd00::1%251]/, false",
        "http://169.254.169.254/latest, false",
    })
    void destinationThenOnlyPublicOnesAndNamedNetworksAndThoseThatDoNotResolve(String url, boolean fine) {
        assertThat(destinations.problem(url).isEmpty()).isEqualTo(fine);
    }

    @Test
    void privateAddressThenTheSentenceNamesTheSettingAndNotTheAddress() {
        assertThat(destinations.problem("https://inside.example/").orElseThrow())
                .contains("GATEHOUSE_UPSTREAM_PRIVATE")
                .doesNotContain("10.1");
    }

    @Test
    void resolverThatHangsThenAcceptedInTimeAndSoAreAllThatComeAfter() throws Exception {
        CountDownLatch hung = new CountDownLatch(1);
        Destinations slow = new Destinations(
                AddressRule.publicOnly(),
                host -> {
                    awaitQuietly(hung);
                    return List.of(InetAddress.getByName("10.0.0.1"));
                },
                Duration.ofMillis(50));
        try {
            long start = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                assertThat(slow.problem("https://slow.example/")).isEmpty();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        } finally {
            hung.countDown();
            slow.destroy();
        }
    }

    private static List<InetAddress> lookup(String host) throws UnknownHostException {
        List<InetAddress> found = new ArrayList<>();
        boolean literal = host.startsWith("[") || Character.isDigit(host.charAt(0));
        for (String address : literal ? List.of(host) : NAMES.getOrDefault(host, List.of())) {
            found.add(InetAddress.getByName(address));
        }
        if (found.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return found;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
