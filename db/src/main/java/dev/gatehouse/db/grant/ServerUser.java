package dev.gatehouse.db.grant;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.policy.reach.Reach;

/** A member with access to a server, and what gives it. */
public record ServerUser(Member member, Reach reach) {}
