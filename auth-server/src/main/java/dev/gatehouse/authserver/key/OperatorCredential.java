package dev.gatehouse.authserver.key;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Proves to a node that a request comes from somebody who holds the master key: an HMAC over the request and its time. The
 * master key never travels, and what travels is of no use for another request. Shown again within the minute in which it
 * is accepted, it does again what was done already, which changes nothing.
 */
@Component
public final class OperatorCredential {

    /** The scheme of the Authorization header. */
    public static final String SCHEME = "Gatehouse-Operator";

    private static final Duration ACCEPTED = Duration.ofSeconds(60);
    private static final Pattern SYNTAX = Pattern.compile(SCHEME + " t=(\\d{1,12}),mac=([0-9a-f]{64})");

    private final SecretKeySpec key;
    private final InstantSource clock;

    @Autowired
    OperatorCredential(Settings settings, Clock clock) {
        this(settings.masterKey(), clock);
    }

    OperatorCredential(String masterKey, InstantSource clock) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("gatehouse operator key\n" + masterKey).getBytes(StandardCharsets.UTF_8));
            this.key = new SecretKeySpec(digest, "HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        this.clock = clock;
    }

    /** The Authorization header of a request. */
    String header(String method, String path) {
        long time = clock.instant().getEpochSecond();
        return SCHEME + " t=" + time + ",mac=" + mac(method, path, time);
    }

    /** Whether this Authorization header goes with this request. */
    public boolean proves(@Nullable String header, String method, String path) {
        Matcher matcher = SYNTAX.matcher(header == null ? "" : header);
        if (!matcher.matches()) {
            return false;
        }
        long time = Long.parseLong(matcher.group(1));
        Duration age = Duration.between(Instant.ofEpochSecond(time), clock.instant());
        return Secrets.same(mac(method, path, time), matcher.group(2))
                && age.abs().compareTo(ACCEPTED) <= 0;
    }

    private String mac(String method, String path, long time) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            String request = "gatehouse operator v1\n" + method + "\n" + path + "\n" + time;
            return HexFormat.of().formatHex(mac.doFinal(request.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
