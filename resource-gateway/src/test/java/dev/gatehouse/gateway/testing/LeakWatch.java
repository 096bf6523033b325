package dev.gatehouse.gateway.testing;

import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails the tests when a buffer was lost: nobody released it and it was collected. Ends the JVM, which the build takes for a
 * failure, because a leak is found at some later time and belongs to no test any more.
 */
public final class LeakWatch implements LauncherSessionListener {

    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();
    private static final int TIMES = 20;

    /** Reactor Netty's client, by which the gateway asks for itself, loses one when a request is given up at a bad moment. */
    private static final String OF_LIBRARY = "reactor.right.reactiveBridge";

    private static final List<String> LOST_BY_LIBRARY = new CopyOnWriteArrayList<>();
    private static final int KNOWN = 8;

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.err), true);
        boolean ours = !leaks().isEmpty();
        LEAKS.forEach(out::println);
        LOST_BY_LIBRARY.forEach(out::println);
        if (ours || LOST_BY_LIBRARY.size() > KNOWN) {
            out.println(LEAKS.size() + " buffers were lost here, " + LOST_BY_LIBRARY.size() + " by the library");
            Runtime.getRuntime().halt(3);
        }
    }

    /** What our own code has lost until now. The detector looks at collected buffers whenever another one is made. */
    public static List<String> leaks() {
        for (int i = 0; i < TIMES && LEAKS.isEmpty(); i++) {
            System.gc();
            for (int j = 0; j < 100; j++) {
                Unpooled.directBuffer(16).release();
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return LEAKS;
    }

    /** Netty makes one for each kind of resource. */
    public static final class Detector<T> extends ResourceLeakDetector<T> {

        /** As Netty wants it. */
        public Detector(Class<?> resourceType, int samplingInterval) {
            super(resourceType, samplingInterval);
        }

        /** As Netty wants it. */
        public Detector(Class<?> resourceType, int samplingInterval, long maxActive) {
            super(resourceType, samplingInterval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            (records.contains(OF_LIBRARY) ? LOST_BY_LIBRARY : LEAKS).add("LEAK: " + resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            LEAKS.add("LEAK: " + resourceType);
        }
    }
}
