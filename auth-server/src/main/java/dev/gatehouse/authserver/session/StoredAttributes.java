package dev.gatehouse.authserver.session;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.convert.converter.Converter;

/**
 * Reads the attributes of a stored session. Only classes that a session of ours holds are read. What cannot be read, as
 * after an upgrade, is no attribute: the person signs in again.
 */
final class StoredAttributes implements Converter<byte[], Object> {

    private static final Logger log = LoggerFactory.getLogger(StoredAttributes.class);
    private static final ObjectInputFilter OURS = ObjectInputFilter.Config.createFilter("maxdepth=20;maxrefs=500;"
            + "maxbytes=65536;maxarray=1000;java.lang.*;java.util.*;java.time.*;dev.gatehouse.authserver.login.*;"
            + "org.springframework.security.core.**;org.springframework.security.authentication.*;"
            + "org.springframework.security.web.csrf.*;!*");

    @Override
    @SuppressWarnings("NullAway") // Spring Session takes null for an attribute that is not there
    public @Nullable Object convert(byte[] bytes) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            in.setObjectInputFilter(OURS);
            return in.readObject();
        } catch (InvalidClassException e) {
            log.warn("an attribute of a session is not one of ours: {}", e.getMessage());
            return null;
        } catch (IOException | ClassNotFoundException e) {
            log.warn(
                    "an attribute of a session cannot be read: {}", e.getClass().getSimpleName());
            return null;
        }
    }
}
