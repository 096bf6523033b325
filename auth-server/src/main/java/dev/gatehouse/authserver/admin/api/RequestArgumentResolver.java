package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.PageRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Hands the typed parts of a request to handlers of the Admin API: the body, the page asked for, the version expected. */
final class RequestArgumentResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        Class<?> type = parameter.getParameterType();
        return type == JsonFields.class || type == PageRequest.class || type == IfMatch.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest web,
            @Nullable WebDataBinderFactory binderFactory) {
        HttpServletRequest request = Objects.requireNonNull(web.getNativeRequest(HttpServletRequest.class));
        if (parameter.getParameterType() == JsonFields.class) {
            return JsonBody.read(request);
        }
        if (parameter.getParameterType() == PageRequest.class) {
            return PageRequest.parse(request.getParameter("limit"), request.getParameter("cursor"));
        }
        return IfMatch.of(request);
    }
}
