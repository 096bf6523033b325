/**
 * What the pages for people share: {@link dev.gatehouse.authserver.page.PageMessage}.
 */
@NullMarked
package dev.gatehouse.authserver.page;

import org.jspecify.annotations.NullMarked;
