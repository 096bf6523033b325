package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.AdminChecks;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses a caller without the capability before anything of the request is read. Only the answer to OPTIONS, which is
 * Spring's and tells the methods of a route, needs none.
 */
final class CapabilityInterceptor implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method) || HttpMethod.OPTIONS.matches(request.getMethod())) {
            return true;
        }
        Requires requires = method.getMethodAnnotation(Requires.class);
        if (requires == null) {
            throw new IllegalStateException("a handler of the Admin API must say what it requires: " + method);
        }
        AdminChecks.requireAttempt(ActorArgumentResolver.actor(), requires.value());
        return true;
    }
}
