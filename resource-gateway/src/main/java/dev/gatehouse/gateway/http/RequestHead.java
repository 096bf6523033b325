package dev.gatehouse.gateway.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The head of a request, as decisions look at it.
 *
 * @param method the method, as sent
 * @param path the raw path: nothing decoded, nothing normalised, no query
 * @param headers the headers; names in any case
 */
public record RequestHead(String method, String path, HttpHeaders headers) {

    /** A head from the request target (RFC 9112 section 3.2); the query is dropped, nothing here reads one. */
    public static RequestHead of(String method, String target, HttpHeaders headers) {
        String path = target;
        int scheme = path.startsWith("/") ? -1 : path.indexOf("://");
        if (scheme > 0) {
            int slash = path.indexOf('/', scheme + 3);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        int query = path.indexOf('?');
        return new RequestHead(method, query < 0 ? path : path.substring(0, query), headers);
    }

    /** All values of a header. */
    public List<String> all(String name) {
        return headers.getAll(name);
    }

    /** The value of a header that came exactly once, stripped. */
    public Optional<String> single(String name) {
        Iterator<String> values = headers.valueStringIterator(name);
        if (!values.hasNext()) {
            return Optional.empty();
        }
        String value = values.next();
        return values.hasNext() ? Optional.empty() : Optional.of(value.strip());
    }

    /** Whether a header came more than once. */
    public boolean repeats(String name) {
        Iterator<String> values = headers.valueStringIterator(name);
        if (values.hasNext()) {
            values.next();
        }
        return values.hasNext();
    }

    /** Does not print the headers: there is a token among them. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
