package dev.gatehouse.sample;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** {@code GET /health/live} and {@code /health/ready}: a server without dependencies is ready as soon as it answers. */
final class HealthServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().print("{\"status\":\"UP\"}");
    }

    /** Puts the servlet at its two paths. */
    @Configuration(proxyBeanMethods = false)
    static class Registration {

        @Bean
        ServletRegistrationBean<HealthServlet> health() {
            return new ServletRegistrationBean<>(new HealthServlet(), "/health/live", "/health/ready");
        }
    }
}
