package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.policy.admin.AdminActor;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Hands the caller to handlers of the Admin API. */
final class ActorArgumentResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == AdminActor.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binderFactory) {
        return actor();
    }

    static AdminActor actor() {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof AdminAuthentication authentication) {
            return authentication.getPrincipal();
        }
        throw new IllegalStateException("a handler of the Admin API was reached without a caller");
    }
}
