package dev.gatehouse.authserver.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One GET, on a connection of its own. */
final class Exchange {

    private static final Logger log = LoggerFactory.getLogger(Exchange.class);
    private static final Timeout QUIET = Timeout.ofSeconds(3);
    private static final int MAX_LINE = 8192;
    private static final int MAX_HEADERS = 100;
    private static final int MAX_CONNECTIONS = 64;
    private static final Pattern JSON = Pattern.compile("application/(?:[a-z0-9!#$&^_.+-]+\\+)?json\\s*(?:;.*)?");

    private final CloseableHttpClient client;
    private final Clock clock;

    Exchange(JudgedDns dns, Clock clock) {
        this.clock = clock;
        this.client = client(dns, null);
    }

    /** A client that connects to judged addresses only, each time anew, and does nothing of its own accord. */
    static CloseableHttpClient client(JudgedDns dns, @Nullable TlsSocketStrategy tls) {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(dns)
                        .setTlsSocketStrategy(tls)
                        .setMaxConnTotal(MAX_CONNECTIONS)
                        .setMaxConnPerRoute(MAX_CONNECTIONS)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(QUIET)
                                .setSocketTimeout(QUIET)
                                .build())
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(Http1Config.custom()
                                        .setMaxLineLength(MAX_LINE)
                                        .setMaxHeaderCount(MAX_HEADERS)
                                        .build())
                                .build())
                        .build())
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(QUIET)
                        .setConnectionRequestTimeout(QUIET)
                        .setProtocolUpgradeEnabled(false)
                        .setAuthenticationEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableAuthCaching()
                .disableDefaultUserAgent()
                .build();
    }

    Attempt prepare(FetchRequest request) {
        return new Attempt(request);
    }

    void close() {
        client.close(CloseMode.IMMEDIATE);
    }

    /** One try, which another thread may cancel. */
    final class Attempt {

        private final FetchRequest request;
        private final HttpGet get;

        private Attempt(FetchRequest request) {
            this.request = request;
            this.get = new HttpGet(request.url());
            get.setHeader("Accept", "application/json");
            get.setHeader("Accept-Encoding", "identity");
            get.setHeader("User-Agent", "gatehouse");
            if (request.etag() != null) {
                get.setHeader("If-None-Match", request.etag());
            }
        }

        void cancel() {
            get.cancel();
        }

        Fetch run() {
            try {
                ClassicHttpResponse response = client.executeOpen(null, get, null);
                try {
                    return read(response);
                } finally {
                    hangUp(response);
                }
            } catch (JudgedDns.ForbiddenAddress e) {
                return Fetch.NOT_PUBLIC;
            } catch (UnknownHostException e) {
                return Fetch.UNKNOWN_NAME;
            } catch (SSLException e) {
                return new Fetch.Failed("there is no TLS connection to be had");
            } catch (IOException | RuntimeException e) {
                log.debug("no answer from {}", request.url(), e);
                return Fetch.NO_ANSWER;
            }
        }

        /** What is left of the body is not read to its end, however long it is. */
        private void hangUp(ClassicHttpResponse response) {
            get.cancel();
            try {
                response.close();
            } catch (IOException e) {
                // it was broken off
            }
        }

        private Fetch read(ClassicHttpResponse response) throws IOException {
            int status = response.getCode();
            if (status == 304 && request.etag() != null) {
                return new Fetch.NotModified(Freshness.of(response, clock.instant()));
            }
            if (status == 404 || status == 410) {
                return new Fetch.Gone();
            }
            if (status >= 300 && status < 400) {
                return new Fetch.Refused("it redirects");
            }
            if (status != 200) {
                return new Fetch.Failed("it answers " + status);
            }
            HttpEntity entity = response.getEntity();
            if (entity == null || !isJson(response)) {
                return new Fetch.Refused("it is not application/json");
            }
            if (isEncoded(response)) {
                return new Fetch.Refused("it is compressed");
            }
            return body(response, entity);
        }

        private Fetch body(ClassicHttpResponse response, HttpEntity entity) throws IOException {
            InputStream stream = entity.getContent();
            byte[] bytes = stream.readNBytes(request.maxBytes() + 1);
            if (bytes.length > request.maxBytes()) {
                return new Fetch.Refused("it is larger than " + request.maxBytes() + " bytes");
            }
            return new Fetch.Fetched(bytes, Freshness.of(response, clock.instant()));
        }
    }

    private static boolean isJson(ClassicHttpResponse response) {
        Header[] types = response.getHeaders("Content-Type");
        return types.length == 1
                && JSON.matcher(types[0].getValue().toLowerCase(Locale.ROOT)).matches();
    }

    private static boolean isEncoded(ClassicHttpResponse response) {
        Header[] encodings = response.getHeaders("Content-Encoding");
        return encodings.length > 1
                || (encodings.length == 1 && !encodings[0].getValue().equalsIgnoreCase("identity"));
    }
}
