/**
 * Consent: a person sees who asks for what and where the answer goes, and allows it or not.
 *
 * <p>The page is bound to the browser (the request waits in its session), to the person who was asked, and to the exact
 * request, which is judged again, as is access, at the moment of Allow. A client that registered itself is always asked
 * about: nobody has verified who it is.
 */
@NullMarked
package dev.gatehouse.authserver.consent;

import org.jspecify.annotations.NullMarked;
