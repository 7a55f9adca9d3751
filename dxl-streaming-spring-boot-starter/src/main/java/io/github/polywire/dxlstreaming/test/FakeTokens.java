package io.github.polywire.dxlstreaming.test;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tokens that were given. Thread-safe.
 */
final class FakeTokens {

	private final Set<String> valid = ConcurrentHashMap.newKeySet();

	private final AtomicInteger logins = new AtomicInteger();

	String create() {
		String token = UUID.randomUUID().toString();
		this.valid.add(token);
		this.logins.incrementAndGet();
		return token;
	}

	boolean isValid(String token) {
		return this.valid.contains(token);
	}

	void expire() {
		this.valid.clear();
	}

	int logins() {
		return this.logins.get();
	}

}
