/** What the tests of the authorization server share. */
package dev.gatehouse.authserver.testing;
