package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.limit.ClientAddress;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.policy.client.ClientAuthentication;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Open dynamic registration (RFC 7591). */
@RestController
final class RegistrationController {

    private final Registrations registrations;
    private final Settings.Clients settings;

    RegistrationController(Registrations registrations, Settings settings) {
        this.registrations = registrations;
        this.settings = settings.clients();
    }

    @PostMapping("/oauth2/register")
    ResponseEntity<Map<String, Object>> register(HttpServletRequest request) throws IOException {
        if (!settings.registration()) {
            throw RegistrationRefused.switchedOff();
        }
        ClientMetadata metadata = ClientMetadata.parse(
                RegistrationBody.read(request), ClientAuthentication.NONE, settings.loopbackOnly());
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .body(registrations.register(metadata, ClientAddress.of(request)));
    }
}
