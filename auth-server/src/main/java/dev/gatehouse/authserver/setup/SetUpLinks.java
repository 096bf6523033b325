package dev.gatehouse.authserver.setup;

import dev.gatehouse.db.setup.SetUpLinkRepository;
import dev.gatehouse.policy.permission.LicenseKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Takes set-up links in, by the digests of their secrets. Who made the secret keeps it: this program never sees it before the
 * link is followed.
 */
@Component
public final class SetUpLinks {

    /** What the secret of a link begins with. */
    public static final String PREFIX = "gsu_";

    /** The path of the page behind a link. */
    public static final String PATH = "/setup";

    /** The digest of a secret: SHA-256, in hex. */
    public static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private static final Duration TTL = Duration.ofDays(7);

    private final SetUpLinkRepository links;
    private final Clock clock;

    SetUpLinks(SetUpLinkRepository links, Clock clock) {
        this.links = links;
        this.clock = clock;
    }

    /** Takes a link in, for a week from now. One that is known already stays as it is, used up or expired, too. */
    boolean offer(String digest, LicenseKind license) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return links.offer(digest, license, now, now.plus(TTL));
    }

    /** The license of the account that the link makes. */
    LicenseKind license(String digest) {
        return links.license(digest);
    }

    /** When the link ends, or ended. */
    Instant expiresAt(String digest) {
        return links.expiresAt(digest);
    }
}
