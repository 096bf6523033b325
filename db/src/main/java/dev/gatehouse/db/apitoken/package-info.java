/**
 * API tokens: long-lived bearer tokens of the Admin API. Only their digests are stored.
 */
@NullMarked
package dev.gatehouse.db.apitoken;

import org.jspecify.annotations.NullMarked;
