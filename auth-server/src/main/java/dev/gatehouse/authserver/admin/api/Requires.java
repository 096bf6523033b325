package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.policy.admin.AdminAction;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a handler of the Admin API does, and so the capability that its caller must have. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Requires {

    AdminAction value();
}
