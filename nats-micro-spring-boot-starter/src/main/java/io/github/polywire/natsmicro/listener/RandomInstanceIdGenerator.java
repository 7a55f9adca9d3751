package io.github.polywire.natsmicro.listener;

import java.security.SecureRandom;
import java.util.HexFormat;

import io.github.polywire.natsmicro.MicroInstanceIdGenerator;

/**
 * Makes random ids of 32 hexadecimal digits, as the Python implementation does.
 */
public final class RandomInstanceIdGenerator implements MicroInstanceIdGenerator {

	private static final int BYTES = 16;

	private final SecureRandom random = new SecureRandom();

	@Override
	public String generate(String service) {
		byte[] bytes = new byte[BYTES];
		this.random.nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

}
