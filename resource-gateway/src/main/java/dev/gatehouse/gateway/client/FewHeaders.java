package dev.gatehouse.gateway.client;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.TooLongHttpHeaderException;

/** The headers of a request as they are read: many short ones take thirty times the memory of their bytes, so they are few. */
final class FewHeaders extends DefaultHttpHeaders {

    /** Makes them for the decoder. */
    static final HttpHeadersFactory FACTORY = new Factory();

    private static final int MOST = 256;

    private int read;

    private FewHeaders() {
        super(
                DefaultHttpHeadersFactory.headersFactory().getNameValidator(),
                DefaultHttpHeadersFactory.headersFactory().getValueValidator());
    }

    @Override
    public HttpHeaders add(CharSequence name, Object value) {
        if (++read > MOST) {
            throw new TooLongHttpHeaderException("more than " + MOST + " headers");
        }
        return super.add(name, value);
    }

    private static final class Factory implements HttpHeadersFactory {

        @Override
        public HttpHeaders newHeaders() {
            return new FewHeaders();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
            return new FewHeaders();
        }
    }
}
