package dev.gatehouse.authserver.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the server is, and the token that opens it: from options and the environment, the token never from an option. */
final class Access {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{1,512}=*");
    private static final String VARIABLE = "GATEHOUSE_ADMIN_TOKEN";
    private static final int MAX_PORT = 65_535;
    private static final String DEFAULT_PORT = "9000";

    private final Map<String, String> environment;
    private final PrintStream err;

    Access(Map<String, String> environment, PrintStream err) {
        this.environment = environment;
        this.err = err;
    }

    /** The address, without a path: of the option, or else {@code GATEHOUSE_ISSUER}, or else that of the demo. */
    String address(@Nullable String url, boolean insecureHttp) {
        String port = environment.getOrDefault("GATEHOUSE_AUTH_PORT", DEFAULT_PORT);
        String address = url == null ? environment.getOrDefault("GATEHOUSE_ISSUER", "http://localhost:" + port) : url;
        URI uri;
        try {
            uri = new URI(address.replaceFirst("/+$", ""));
        } catch (URISyntaxException e) {
            throw Failure.usage("no address: " + address);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean plain = scheme.equals("http");
        if (!(plain || scheme.equals("https")) || !bare(uri)) {
            throw Failure.usage("no address: " + address);
        }
        if (plain && !insecureHttp && !loopback(uri.getHost(), InetAddress::getAllByName)) {
            throw Failure.usage(
                    "the token goes over https only, or to this machine; --insecure-http sends it all the same");
        }
        return uri.toString();
    }

    /** Whether it is a host and a port and nothing else, so that the path of a route can be put behind it. */
    private static boolean bare(URI uri) {
        return uri.getHost() != null
                && uri.getPort() <= MAX_PORT
                && uri.getRawUserInfo() == null
                && uri.getRawPath().isEmpty()
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }

    /** Whether this is a name or an address of this machine. What stands before {@code .localhost} can be another's. */
    static boolean loopback(String host, Lookup lookup) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.endsWith(".localhost")) {
            try {
                return Arrays.stream(lookup.addresses(name)).allMatch(InetAddress::isLoopbackAddress);
            } catch (UnknownHostException e) {
                return false;
            }
        }
        return name.equals("localhost") || name.equals("[::1]") || name.matches("127\\.\\d+\\.\\d+\\.\\d+");
    }

    /** Finds the addresses of a name. */
    interface Lookup {

        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    /** The token. No message ever holds it. */
    String token() {
        String given = environment.get(VARIABLE);
        String token = given == null || given.isBlank() ? fromFile() : given;
        if (!TOKEN.matcher(token.strip()).matches()) {
            throw Failure.of(Failure.Exit.NOT_SIGNED_IN, "what stands for an admin API token is none");
        }
        return token.strip();
    }

    private String fromFile() {
        String named = environment.get(VARIABLE + "_FILE");
        Path file = named == null || named.isBlank()
                ? Path.of(environment.getOrDefault("GATEHOUSE_DATA_DIR", "./data"), "admin-token")
                : Path.of(named);
        try {
            warnIfOpen(file);
            return Files.readString(file);
        } catch (IOException e) {
            throw Failure.of(
                    Failure.Exit.NOT_SIGNED_IN,
                    "no admin API token: set " + VARIABLE + " or " + VARIABLE + "_FILE (" + file + " cannot be read)");
        }
    }

    private void warnIfOpen(Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.OTHERS_READ)) {
            err.println("gatehouse: others can read " + Printable.line(file.toString()) + ": chmod 600 it");
        }
    }
}
