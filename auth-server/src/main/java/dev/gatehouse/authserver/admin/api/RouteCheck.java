package dev.gatehouse.authserver.admin.api;

import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Lets the program start only if every route under {@code /api}, but for the OpenAPI document, says which capability it requires. */
@Component
final class RouteCheck implements SmartInitializingSingleton {

    private final RequestMappingHandlerMapping routes;

    RouteCheck(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes) {
        this.routes = routes;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<String> open = routes.getHandlerMethods().entrySet().stream()
                .filter(route -> route.getKey().getPatternValues().stream().anyMatch(RouteCheck::closed))
                .filter(route -> !route.getValue().hasMethodAnnotation(Requires.class))
                .map(route -> route.getKey().toString())
                .sorted()
                .toList();
        if (!open.isEmpty()) {
            throw new IllegalStateException("routes of the Admin API must say what they require: " + open);
        }
    }

    private static boolean closed(String path) {
        return path.startsWith("/api/") && !path.equals(OpenApiController.PATH);
    }
}
