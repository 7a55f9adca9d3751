package io.github.polywire.databus;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Issues tokens and knows which are good. Thread-safe.
 */
final class Tokens {

	private static final int MAX_TOKENS = 10_000;

	private static final SecureRandom RANDOM = new SecureRandom();

	private final DatabusProperties.Tokens settings;

	private final Lock lock = new ReentrantLock();

	private final Map<String, Token> tokens = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Token> eldest) {
			return size() > MAX_TOKENS;
		}

	};

	private final AtomicLong issued = new AtomicLong();

	private volatile int maxUses;

	Tokens(DatabusProperties.Tokens settings) {
		this.settings = settings;
		this.maxUses = settings.maxUses();
	}

	/**
	 * Makes up what nobody guesses.
	 * @return letters and digits
	 */
	static String random() {
		byte[] bytes = new byte[16];
		RANDOM.nextBytes(bytes);
		return HexFormat.of().withUpperCase().formatHex(bytes);
	}

	String issue() {
		String token = random();
		this.lock.lock();
		try {
			this.tokens.put(token, new Token(System.nanoTime() + this.settings.lifetime().toNanos()));
		}
		finally {
			this.lock.unlock();
		}
		this.issued.incrementAndGet();
		return token;
	}

	/**
	 * Counts a request with a token.
	 * @param name the token
	 * @return why it is refused, or {@code null} if it is good
	 */
	@Nullable String use(String name) {
		this.lock.lock();
		try {
			Token token = this.tokens.get(name);
			if (token == null) {
				return "Invalid token";
			}
			token.uses++;
			if (token.goodUntil - System.nanoTime() < 0 || (this.maxUses > 0 && token.uses > this.maxUses)) {
				this.tokens.remove(name);
				return "Token expired";
			}
			return null;
		}
		finally {
			this.lock.unlock();
		}
	}

	void expireAll() {
		this.lock.lock();
		try {
			this.tokens.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

	void setMaxUses(int maxUses) {
		this.maxUses = maxUses;
	}

	long issued() {
		return this.issued.get();
	}

	long lifetimeSeconds() {
		return this.settings.lifetime().toSeconds();
	}

	private static final class Token {

		private final long goodUntil;

		private int uses;

		private Token(long goodUntil) {
			this.goodUntil = goodUntil;
		}

	}

}
