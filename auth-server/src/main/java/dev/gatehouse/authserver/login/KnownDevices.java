package dev.gatehouse.authserver.login;

import dev.gatehouse.authserver.limit.ClientAddress;
import dev.gatehouse.authserver.session.CookieSeal;
import dev.gatehouse.authserver.settings.Settings;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * Remembers, in a sealed cookie, who has signed in from a browser before: its random name and one seal for each person.
 * It opens nothing; it only gives sign-ins from there a budget of their own ({@link SignInThrottle}).
 */
@Component
final class KnownDevices {

    private static final String COOKIE = "GATEHOUSE_DEVICE";
    private static final String KIND = "device";
    private static final int MAX_PEOPLE = 4;
    private static final Duration TTL = Duration.ofDays(180);

    private final CookieSeal seal;
    private final Settings settings;

    KnownDevices(CookieSeal seal, Settings settings) {
        this.seal = seal;
        this.settings = settings;
    }

    /** The attempt of this person that comes with this request. */
    SignInAttempt attempt(HttpServletRequest request, @Nullable String typed) {
        String person = PersonDetailsService.address(typed == null ? "" : typed);
        String device = read(request)
                .filter(known -> known.seals().stream().anyMatch(one -> seal.fits(KIND, known.of(person), one)))
                .map(Device::id)
                .orElse(null);
        return new SignInAttempt(person, ClientAddress.of(request), device);
    }

    /** Remembers that this person has signed in here. */
    void remember(HttpServletRequest request, HttpServletResponse response, String person) {
        Device device =
                read(request).orElseGet(() -> new Device(UUID.randomUUID().toString(), List.of()));
        String own = seal.of(KIND, device.of(person));
        String value = Stream.concat(
                        Stream.of(device.id(), own), device.seals().stream().filter(other -> !other.equals(own)))
                .limit(1L + MAX_PEOPLE)
                .collect(Collectors.joining("."));
        ResponseCookie cookie = ResponseCookie.from(COOKIE, value)
                .path("/")
                .httpOnly(true)
                .secure(settings.secureCookies())
                .sameSite("Lax")
                .maxAge(TTL)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    private static Optional<Device> read(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, COOKIE);
        if (cookie == null) {
            return Optional.empty();
        }
        List<String> parts = Arrays.asList(cookie.getValue().split("\\."));
        return parts.size() < 2 || parts.size() > 1 + MAX_PEOPLE
                ? Optional.empty()
                : Optional.of(new Device(parts.get(0), parts.subList(1, parts.size())));
    }

    private record Device(String id, List<String> seals) {
        String of(String person) {
            return id + "\n" + person;
        }
    }
}
