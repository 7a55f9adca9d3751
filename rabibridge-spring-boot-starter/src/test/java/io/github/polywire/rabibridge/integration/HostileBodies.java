package io.github.polywire.rabibridge.integration;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import com.github.luben.zstd.Zstd;

/**
 * Bodies that are made to do harm.
 */
final class HostileBodies {

	private HostileBodies() {
	}

	static List<byte[]> all() {
		return List.of(claimsGigabyte(), claimsPetabyte(), nested(200_000), Zstd.compress(nested(200_000), 3),
				claimsFourBillionElements("dd"), claimsFourBillionElements("df"), claimsFourBillionElements("db"),
				claimsFourBillionElements("c6"), claimsFourBillionElements("c9"), emptyArrays(), noise(), new byte[0],
				farTimestamp(), HexFormat.of().parseHex("28b52ffd"), HexFormat.of().parseHex("c1"));
	}

	/**
	 * A zstd frame whose header claims a content of 1 GB.
	 */
	static byte[] claimsGigabyte() {
		return HexFormat.of().parseHex("28b52ffda000000040" + "010000");
	}

	private static byte[] claimsPetabyte() {
		return HexFormat.of().parseHex("28b52ffde0" + "0000000000000400" + "010000");
	}

	static byte[] nested(int depth) {
		byte[] body = new byte[depth];
		Arrays.fill(body, (byte) 0x91);
		return body;
	}

	/**
	 * A pair whose second element claims 2^32-1 elements or bytes.
	 */
	static byte[] claimsFourBillionElements(String header) {
		return HexFormat.of().parseHex("9200" + header + "ffffffff" + "0000");
	}

	/**
	 * Sixteen million empty arrays, a few kilobytes compressed.
	 */
	static byte[] emptyArrays() {
		byte[] body = new byte[16_000_000];
		Arrays.fill(body, (byte) 0x90);
		System.arraycopy(HexFormat.of().parseHex("9200dd00f423f9"), 0, body, 0, 7);
		return Zstd.compress(body, 3);
	}

	/**
	 * A timestamp beyond what any calendar holds.
	 */
	static byte[] farTimestamp() {
		return HexFormat.of().parseHex("9200" + "c70cff" + "00000000" + "7fffffffffffffff");
	}

	private static byte[] noise() {
		byte[] body = new byte[100_000];
		new Random(7).nextBytes(body);
		body[0] = (byte) 0xc1;
		return body;
	}

}
