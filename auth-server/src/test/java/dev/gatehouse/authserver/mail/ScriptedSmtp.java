package dev.gatehouse.authserver.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** An SMTP server that answers as a test wants, and remembers what it heard, with "tls " in front once it is encrypted. */
final class ScriptedSmtp implements AutoCloseable {

    /** What it never answers. */
    static final String SILENCE = "";

    final List<String> heard = new CopyOnWriteArrayList<>();

    private final ServerSocket listener;
    private final @Nullable SSLContext tls;
    private final Map<String, String> answers;

    /**
     * @param tls offers STARTTLS with this; null does not
     * @param answers the answer to what begins so, where it is not the usual one
     */
    ScriptedSmtp(@Nullable SSLContext tls, Map<String, String> answers) throws IOException {
        this.listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        this.tls = tls;
        this.answers = answers;
        Thread thread = new Thread(this::serve, "smtp");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What it heard of the mail itself. */
    String mail() {
        return String.join("\n", heard);
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                talk(socket, "");
            } catch (IOException e) {
                // the other side has gone, or the test is over
            }
        }
    }

    private void talk(Socket socket, String prefix) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        if (prefix.isEmpty()) {
            say(socket, "220 smtp.test");
        }
        boolean data = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            heard.add(prefix + line);
            if (data && !line.equals(".")) {
                continue;
            }
            String answer = answer(line, prefix);
            if (answer.equals(SILENCE)) {
                continue;
            }
            say(socket, answer);
            data = answer.startsWith("354");
            if (line.equalsIgnoreCase("STARTTLS") && tls != null) {
                SSLSocket secure =
                        (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
                secure.setUseClientMode(false);
                talk(secure, "tls ");
                return;
            }
        }
    }

    private String answer(String line, String prefix) {
        String upper = line.toUpperCase(Locale.ROOT);
        for (Map.Entry<String, String> answer : answers.entrySet()) {
            if (upper.startsWith(answer.getKey())) {
                return answer.getValue();
            }
        }
        if (upper.startsWith("EHLO")) {
            return "250-smtp.test\r\n250-AUTH PLAIN\r\n250 "
                    + (tls != null && prefix.isEmpty() ? "STARTTLS" : "8BITMIME");
        }
        if (upper.startsWith("STARTTLS")) {
            return "220 go on";
        }
        if (upper.startsWith("AUTH")) {
            return "235 welcome";
        }
        return upper.startsWith("DATA") ? "354 go on" : "250 fine";
    }

    private static void say(Socket socket, String answer) throws IOException {
        socket.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
