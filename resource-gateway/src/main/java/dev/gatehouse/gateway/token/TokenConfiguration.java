package dev.gatehouse.gateway.token;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    private static final int MAX_WAITING = 2_000;

    /** Signatures and large bodies are worked on here, so that an event loop never waits for either. */
    @Bean(destroyMethod = "shutdownNow")
    ExecutorService verificationWorkers() {
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "gateway-verify");
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
        // A native library may have to be unpacked and loaded: not when the first token is here already.
        workers.execute(Signatures::ofThisMachine);
        return workers;
    }
}
