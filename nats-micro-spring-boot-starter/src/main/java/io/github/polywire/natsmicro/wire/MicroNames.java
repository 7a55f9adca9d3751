package io.github.polywire.natsmicro.wire;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The rules of ADR-32 for names, versions, subjects and queue groups. Each method returns
 * the value that it checked, or throws an {@link IllegalArgumentException} whose message
 * is the rule that was broken.
 */
public final class MicroNames {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

	private static final Pattern VERSION = Pattern.compile("(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
			+ "(-(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
			+ "(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?");

	private static final int MAX_VERSION_LENGTH = 256;

	private MicroNames() {
	}

	/**
	 * Checks the name of a service or an endpoint, or the id of an instance.
	 * @param name the name
	 * @return the name
	 * @throws IllegalArgumentException if it is not valid
	 */
	public static String name(@Nullable String name) {
		if (name == null || !NAME.matcher(name).matches()) {
			throw new IllegalArgumentException("a name has letters, digits, hyphens and underscores, at least one");
		}
		return name;
	}

	/**
	 * Checks the version of a service.
	 * @param version the version
	 * @return the version
	 * @throws IllegalArgumentException if it is not valid
	 */
	public static String version(@Nullable String version) {
		if (version == null || version.length() > MAX_VERSION_LENGTH || !VERSION.matcher(version).matches()) {
			throw new IllegalArgumentException("a version has the form of SemVer, as in 1.4.0 or 2.0.0-rc.1");
		}
		return version;
	}

	/**
	 * Checks a subject to subscribe to.
	 * @param subject the subject, perhaps with wildcards
	 * @return the subject
	 * @throws IllegalArgumentException if it is not valid
	 */
	public static String subscription(@Nullable String subject) {
		return tokens(subject, "a subject", true);
	}

	/**
	 * Checks a subject to send to.
	 * @param subject the subject
	 * @return the subject
	 * @throws IllegalArgumentException if it is not valid
	 */
	public static String subject(@Nullable String subject) {
		return tokens(subject, "a subject to send to", false);
	}

	/**
	 * Checks the name of a group, which becomes the beginning of subjects.
	 * @param group the name, perhaps of several tokens and with the wildcard {@code *}
	 * @return the name
	 * @throws IllegalArgumentException if it is not valid
	 */
	public static String group(@Nullable String group) {
		String checked = tokens(group, "a group", true);
		if (checked.endsWith(">")) {
			throw new IllegalArgumentException("a group cannot end with the wildcard >, as endpoints follow it");
		}
		return checked;
	}

	/**
	 * Checks the name of a queue group.
	 * @param queueGroup the name
	 * @return the name
	 * @throws IllegalArgumentException if it is not valid
	 */
	public static String queueGroup(@Nullable String queueGroup) {
		return tokens(queueGroup, "a queue group", false);
	}

	/**
	 * Checks the prefix of the subjects of discovery.
	 * @param prefix the prefix
	 * @return the prefix
	 * @throws IllegalArgumentException if it is not valid
	 */
	public static String apiPrefix(@Nullable String prefix) {
		return tokens(prefix, "a prefix", false);
	}

	private static String tokens(@Nullable String text, String what, boolean wildcards) {
		if (text == null || text.isEmpty()) {
			throw new IllegalArgumentException(what + " must not be empty");
		}
		int begin = 0;
		for (int i = 0; i <= text.length(); i++) {
			if (i == text.length() || text.charAt(i) == '.') {
				checkToken(text, begin, i, what, wildcards);
				begin = i + 1;
			}
			else if (text.charAt(i) <= ' ' || Character.isISOControl(text.charAt(i))
					|| Character.isWhitespace(text.charAt(i)) || Character.isSurrogate(text.charAt(i))) {
				throw new IllegalArgumentException(what + " has no spaces and control characters");
			}
		}
		return text;
	}

	private static void checkToken(String text, int begin, int end, String what, boolean wildcards) {
		if (begin == end) {
			throw new IllegalArgumentException(what + " has tokens with single dots between them, none of them empty");
		}
		String token = text.substring(begin, end);
		if (token.indexOf('*') < 0 && token.indexOf('>') < 0) {
			return;
		}
		if (!wildcards) {
			throw new IllegalArgumentException(what + " has no wildcards");
		}
		boolean valid = token.equals("*") || (token.equals(">") && end == text.length());
		if (!valid) {
			throw new IllegalArgumentException(
					what + " has the wildcard * only as a whole token, and > only as the last one");
		}
	}

}
