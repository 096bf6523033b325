package dev.gatehouse.authserver.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Which form of an answer the caller likes best (RFC 9110 section 12.5.1). */
public final class AcceptHeader {

    private AcceptHeader() {}

    /**
     * Whether {@code other} is named, and JSON is not liked better. A wildcard, and what cannot be read, asks for JSON.
     */
    public static boolean prefers(MediaType other, HttpServletRequest request) {
        try {
            List<MediaType> types = MediaType.parseMediaTypes(Collections.list(request.getHeaders(HttpHeaders.ACCEPT)));
            double quality = quality(types, other);
            return quality > 0 && quality >= quality(types, MediaType.APPLICATION_JSON);
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static double quality(List<MediaType> types, MediaType wanted) {
        return types.stream()
                .filter(wanted::equalsTypeAndSubtype)
                .mapToDouble(MediaType::getQualityValue)
                .max()
                .orElse(0);
    }
}
