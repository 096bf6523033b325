package dev.gatehouse.authserver.settings;

import dev.gatehouse.authserver.settings.Smtp.Tls;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks what the settings say of the mail server. */
final class SmtpCheck {

    private static final int SUBMISSION = 587;
    private static final int SUBMISSIONS = 465;
    private static final int LAST_PORT = 65_535;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]{1,255}");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|::1");

    private final GatehouseProperties.Smtp asked;
    private final List<String> problems;

    private SmtpCheck(GatehouseProperties.Smtp asked, List<String> problems) {
        this.asked = asked;
        this.problems = problems;
    }

    /** The mail server; null where none is asked for. */
    static @Nullable Smtp of(GatehouseProperties.Smtp asked, List<String> problems) {
        return new SmtpCheck(asked, problems).check();
    }

    private @Nullable Smtp check() {
        if (asked.host().isBlank()) {
            if (Stream.of(asked.port(), asked.username(), asked.password(), asked.from(), asked.tls())
                    .anyMatch(value -> !value.isBlank())) {
                problems.add("GATEHOUSE_SMTP_HOST is missing: other settings of the mail server are there");
            }
            return null;
        }
        String host = asked.host().strip();
        if (!HOST.matcher(host).matches()) {
            problems.add("GATEHOUSE_SMTP_HOST must be the name or the address of a host");
        }
        Tls tls = tls(host);
        checkSignIn(tls);
        return new Smtp(host, port(tls), emptyToNull(asked.username()), emptyToNull(asked.password()), from(), tls);
    }

    private Tls tls(String host) {
        Tls tls = switch (asked.tls().strip().toLowerCase(Locale.ROOT)) {
            case "", "starttls" -> Tls.STARTTLS;
            case "implicit" -> Tls.IMPLICIT;
            case "none" -> Tls.NONE;
            case "insecure" -> Tls.INSECURE;
            default -> {
                problems.add("GATEHOUSE_SMTP_TLS must be starttls, implicit, none or insecure");
                yield Tls.STARTTLS;
            }
        };
        if (tls == Tls.NONE && !LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
            problems.add(
                    "GATEHOUSE_SMTP_TLS=none is for a mail server on this machine (elsewhere: insecure, where links"
                            + " in mail may be read on the way)");
        }
        return tls;
    }

    private int port(Tls tls) {
        if (asked.port().isBlank()) {
            return tls == Tls.IMPLICIT ? SUBMISSIONS : SUBMISSION;
        }
        try {
            int port = Integer.parseInt(asked.port().strip());
            if (port > 0 && port <= LAST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        problems.add("GATEHOUSE_SMTP_PORT must be a port from 1 to 65535");
        return SUBMISSION;
    }

    private void checkSignIn(Tls tls) {
        if (!asked.username().isBlank() && asked.password().isBlank()) {
            problems.add("GATEHOUSE_SMTP_PASSWORD (or GATEHOUSE_SMTP_PASSWORD_FILE) is missing");
        }
        if (asked.username().isBlank() && !asked.password().isBlank()) {
            problems.add("GATEHOUSE_SMTP_USERNAME is missing: a password is there");
        }
        if (tls == Tls.INSECURE && !asked.password().isBlank()) {
            problems.add("GATEHOUSE_SMTP_TLS=insecure would show GATEHOUSE_SMTP_PASSWORD to everybody on the way");
        }
    }

    private String from() {
        if (asked.from().isBlank()) {
            problems.add("GATEHOUSE_SMTP_FROM is missing: an address such as gatehouse@example.com");
            return "";
        }
        try {
            InternetAddress[] parsed = InternetAddress.parse(asked.from(), true);
            if (parsed.length == 1
                    && parsed[0].getAddress().indexOf('@') > 0
                    && asked.from().chars().noneMatch(Character::isISOControl)) {
                return asked.from().strip();
            }
        } catch (AddressException e) {
            // told below
        }
        problems.add("GATEHOUSE_SMTP_FROM must be one address, such as gatehouse@example.com or Gatehouse"
                + " <gatehouse@example.com>");
        return "";
    }

    private static @Nullable String emptyToNull(String value) {
        return value.isBlank() ? null : value;
    }
}
