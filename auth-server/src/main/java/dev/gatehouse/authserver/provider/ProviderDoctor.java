package dev.gatehouse.authserver.provider;

import dev.gatehouse.authserver.key.WrappedSecrets;
import dev.gatehouse.authserver.key.WrappedSecrets.Owner;
import dev.gatehouse.authserver.outbound.OutboundProbe;
import dev.gatehouse.authserver.outbound.ProbeRequest;
import dev.gatehouse.authserver.outbound.Probed;
import dev.gatehouse.authserver.provider.Check.Status;
import dev.gatehouse.authserver.provider.Discovery.Form;
import dev.gatehouse.authserver.provider.Discovery.Found;
import dev.gatehouse.db.server.ExternalIdpRow;
import dev.gatehouse.db.server.ExternalIdpRow.Validation;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Examines an identity provider from where we stand, by asking it as clients and gateways do, and says what is wrong in plain
 * words. Nothing is changed, and of a sample token nothing is kept. It asks at the addresses that were entered and at no
 * other, all but one question at the same time, and is done within ten seconds.
 */
@Component
public final class ProviderDoctor {

    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);
    private static final int RANDOM_BYTES = 32;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final OutboundProbe probe;
    private final Discovery discovery;
    private final WrappedSecrets secrets;
    private final Presets presets;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ProviderDoctor(OutboundProbe probe, Discovery discovery, WrappedSecrets secrets, Presets presets, Clock clock) {
        this.probe = probe;
        this.discovery = discovery;
        this.secrets = secrets;
        this.presets = presets;
        this.clock = clock;
    }

    /**
     * Examines.
     *
     * @param sample an access token of the provider to try; null for none
     */
    public Report examine(ExternalIdpRow provider, @Nullable String sample) {
        List<CompletableFuture<Found>> documents = Stream.of(Form.values())
                .map(form -> discovery.ask(form, provider.issuer()))
                .toList();
        List<Check> checks = new ArrayList<>();
        List<Probed> answers = new ArrayList<>();
        List<Check> validation = provider.validation() == Validation.JWKS
                ? byKeys(provider, sample, answers)
                : byAsking(provider, sample, answers);
        List<Found> found = documents.stream().map(CompletableFuture::join).toList();
        checks.addAll(new MetadataChecks(provider, found).run());
        checks.addAll(validation);
        found.stream().map(Found::probed).filter(Objects::nonNull).forEach(answers::add);
        checks.add(clock(answers));
        Status worst = checks.stream()
                .map(Check::status)
                .max(Comparator.naturalOrder())
                .orElse(Status.SKIPPED);
        return new Report(worst, checks, presets.limitsOf(provider.preset()));
    }

    private List<Check> byKeys(ExternalIdpRow provider, @Nullable String sample, List<Probed> answers) {
        URI address = URI.create(Objects.requireNonNull(provider.jwksUri()));
        Probed probed =
                probe.ask(ProbeRequest.get(address, KeySetChecks.MAX_BYTES)).join();
        answers.add(probed);
        KeySetChecks keys = new KeySetChecks(address, probed);
        List<Check> checks = new ArrayList<>(keys.checks());
        if (sample != null) {
            SampleToken token = new SampleToken(sample);
            checks.add(token.under(keys.usable()));
            Map<String, Object> claims = token.claims();
            if (claims != null) {
                checks.addAll(new ClaimChecks(provider, claims, false, clock.instant()).run());
            }
        }
        return checks;
    }

    private List<Check> byAsking(ExternalIdpRow provider, @Nullable String sample, List<Probed> answers) {
        Optional<String> secret = secrets.unwrap(Owner.provider(provider.id()), provider.clientSecret());
        if (secret.isEmpty()) {
            return List.of(Check.failed("INTROSPECTION", "`clientSecret` cannot be read any more: enter it anew"));
        }
        IntrospectionProbe endpoint = new IntrospectionProbe(
                probe,
                URI.create(Objects.requireNonNull(provider.introspectionUri())),
                Objects.requireNonNull(provider.clientId()),
                secret.get());
        CompletableFuture<Probed> nobodys = endpoint.ask(nobodysToken());
        Check judged = endpoint.judge(nobodys.join());
        answers.add(nobodys.join());
        List<Check> checks = new ArrayList<>(List.of(judged));
        if (sample != null && judged.status() == Status.OK) {
            checks.addAll(asked(provider, endpoint, sample));
        }
        return checks;
    }

    private List<Check> asked(ExternalIdpRow provider, IntrospectionProbe endpoint, String sample) {
        Map<String, Object> own = new SampleToken(sample).claims();
        Object issuer = own == null ? null : own.get("iss");
        if (issuer != null && !issuer.equals(provider.issuer())) {
            // a token of somebody else is not shown to the provider: it may be good there
            return new ClaimChecks(provider, Map.of("iss", issuer), true, clock.instant())
                    .run().stream().limit(1).toList();
        }
        Optional<JsonNode> word = endpoint.ask(sample).join() instanceof Probed.Answered answered
                ? IntrospectionProbe.word(answered)
                : Optional.empty();
        if (word.isEmpty()) {
            return List.of(Check.failed("TOKEN", "the endpoint does not say whether the token is active"));
        }
        if (!word.get().path("active").booleanValue()) {
            return List.of(Check.failed(
                    "TOKEN",
                    "the endpoint says that the token is not active: it is expired, of another issuer, or our client may"
                            + " not ask about it (Keycloak wants it in `aud`)"));
        }
        List<Check> checks = new ArrayList<>(List.of(Check.ok("TOKEN", "the endpoint says that the token is active")));
        Map<String, Object> members = JSON.convertValue(word.get(), new TypeReference<>() {});
        checks.addAll(new ClaimChecks(provider, members, true, clock.instant()).run());
        return checks;
    }

    private String nobodysToken() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Check clock(List<Probed> answers) {
        Optional<Duration> ahead = answers.stream()
                .map(one -> one instanceof Probed.Answered answered ? answered.clockAhead() : null)
                .filter(Objects::nonNull)
                .findFirst();
        if (ahead.isEmpty()) {
            return Check.skipped("CLOCK", "no answer tells the time");
        }
        long seconds = ahead.get().toSeconds();
        return ahead.get().abs().compareTo(CLOCK_TOLERANCE) <= 0
                ? Check.ok("CLOCK", "the clocks agree")
                : Check.warning(
                        "CLOCK",
                        "the clock of the provider is " + Math.abs(seconds) + " seconds "
                                + (seconds > 0 ? "ahead of" : "behind")
                                + " ours: set both by NTP, tokens are refused too early or accepted too late");
    }

    /**
     * What was found.
     *
     * @param status the worst of all
     * @param limits what the product cannot do, whatever is set up
     */
    public record Report(Status status, List<Check> checks, List<String> limits) {}
}
