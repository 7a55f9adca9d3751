package io.github.polywire.rabibridge;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.springframework.util.Assert;

/**
 * Encrypts passwords as RabiBridge's configuration holds them. The scheme is AES-256-CBC
 * with a key and an initialization vector that both follow from the secret: equal
 * passwords have equal forms, and nothing tells whether a form was changed. It is here
 * for compatibility; a secret store keeps a password better. Thread-safe.
 */
public final class RabiBridgePasswords {

	private static final int KEY_BYTES = 32;

	private static final int IV_BYTES = 16;

	private static final String MISFIT = "The password cannot be decrypted: the secret is another than the one it was"
			+ " encrypted with, or it is not what RabiBridgePasswords.encrypt gave";

	private RabiBridgePasswords() {
	}

	/**
	 * Encrypts a password: the result is what the setting {@code RABBITMQ_PASSWORD} of
	 * RabiBridge must hold, and what follows <code>{rabibridge}</code> in
	 * {@code spring.rabbitmq.password}.
	 * @param password the password
	 * @param secret the secret
	 * @return the encrypted password, in base64
	 */
	public static String encrypt(String password, String secret) {
		Assert.notNull(password, "'password' must not be null");
		return encryptPwd(base64(password.getBytes(StandardCharsets.UTF_8)), secret);
	}

	/**
	 * Undoes {@link #encrypt(String, String)}, as {@code decrypt_pwd} of RabiBridge does.
	 * @param encrypted the encrypted password, in base64
	 * @param secret the secret that it was encrypted with
	 * @return the password
	 * @throws RabiBridgePasswordException if the secret is another, or the text is not an
	 * encrypted password
	 */
	public static String decrypt(String encrypted, String secret) {
		Assert.notNull(encrypted, "'encrypted' must not be null");
		Assert.notNull(secret, "'secret' must not be null");
		try {
			byte[] bytes = Base64.getDecoder().decode(encrypted);
			// Nothing at all would be decrypted to the empty password.
			Assert.isTrue(bytes.length > 0, "Not encrypted");
			byte[] encoded = cipher(Cipher.DECRYPT_MODE, secret).doFinal(bytes);
			byte[] password = Base64.getDecoder().decode(encoded);
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(password)).toString();
		}
		catch (IllegalArgumentException | GeneralSecurityException | CharacterCodingException ex) {
			// Without the cause, whose message may quote what was decrypted.
			throw new RabiBridgePasswordException(MISFIT);
		}
	}

	/**
	 * Encrypts a text as {@code encrypt_pwd} of RabiBridge does. Its {@code decrypt_pwd}
	 * does not undo that, because it expects the text to be base64;
	 * {@link #encrypt(String, String)} gives what it undoes.
	 * @param text the text
	 * @param secret the secret
	 * @return the encrypted text, in base64
	 */
	public static String encryptPwd(String text, String secret) {
		Assert.notNull(text, "'text' must not be null");
		Assert.notNull(secret, "'secret' must not be null");
		try {
			return base64(cipher(Cipher.ENCRYPT_MODE, secret).doFinal(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("AES-256-CBC is not available", ex);
		}
	}

	private static Cipher cipher(int mode, String secret) throws GeneralSecurityException {
		byte[] encoded = base64(secret.getBytes(StandardCharsets.UTF_8)).getBytes(StandardCharsets.US_ASCII);
		byte[] digest = MessageDigest.getInstance("SHA-512").digest(encoded);
		Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
		cipher.init(mode, new SecretKeySpec(Arrays.copyOf(digest, KEY_BYTES), "AES"),
				new IvParameterSpec(digest, KEY_BYTES, IV_BYTES));
		return cipher;
	}

	private static String base64(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

}
