package dev.gatehouse.gateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between the gateway and its authorization server that can be cut, held up and made slow. */
public final class TestProxy implements AutoCloseable {

    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile boolean cut;
    private volatile boolean paused;
    private volatile long delay;

    public TestProxy() {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        daemon(this::accept);
    }

    public String url() {
        return "http://localhost:" + listening.getLocalPort();
    }

    /** Where connections lead from now on. */
    public void leadTo(int port) {
        target = port;
    }

    /** Breaks every connection; new ones break at once until it is mended. */
    public void cut() throws IOException {
        cut = true;
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** New connections are let through again. */
    public void mend() {
        cut = false;
    }

    /** Nothing gets through from now on, and nothing is lost. */
    public void pause(boolean now) {
        paused = now;
    }

    /** From now on everything takes so long, each way. */
    public void delay(long millis) {
        delay = millis;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket in = listening.accept();
                connect(in);
            } catch (IOException e) {
                // the end
            }
        }
    }

    private void connect(Socket in) throws IOException {
        try {
            if (cut) {
                in.close();
                return;
            }
            Socket out = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(in);
            sockets.add(out);
            if (cut) {
                // since it was asked above: whoever cut may not have seen these
                in.close();
                out.close();
            }
            daemon(() -> pump(in, out));
            daemon(() -> pump(out, in));
        } catch (IOException e) {
            // refused over there
            in.close();
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] bytes = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            int n = in.read(bytes);
            while (n >= 0) {
                Thread.sleep(delay);
                while (paused) {
                    Thread.sleep(10);
                }
                to.getOutputStream().write(bytes, 0, n);
                n = in.read(bytes);
            }
        } catch (IOException | InterruptedException e) {
            // the connection is over
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "test-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
