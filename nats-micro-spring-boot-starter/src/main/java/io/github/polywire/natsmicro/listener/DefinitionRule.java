package io.github.polywire.natsmicro.listener;

import java.util.function.UnaryOperator;

import io.github.polywire.natsmicro.MicroDefinitionException;
import io.github.polywire.natsmicro.wire.ErrorText;
import org.jspecify.annotations.Nullable;

/**
 * Checks the values of definitions.
 */
final class DefinitionRule {

	private DefinitionRule() {
	}

	/**
	 * Checks a value.
	 * @param place where it is declared
	 * @param what what it is
	 * @param value the value
	 * @param rule returns the value, or throws what tells the rule
	 * @return the value
	 * @throws MicroDefinitionException if it is not valid
	 */
	static String check(String place, String what, @Nullable String value, UnaryOperator<@Nullable String> rule) {
		try {
			String checked = rule.apply(value);
			if (checked != null) {
				return checked;
			}
			throw new IllegalArgumentException(what + " must not be empty");
		}
		catch (IllegalArgumentException ex) {
			throw new MicroDefinitionException(place,
					"the %s '%s' is not valid by ADR-32: %s".formatted(what,
							ErrorText.safe((value != null) ? value : ""), ex.getMessage()),
					"Give it another " + what, ex);
		}
	}

}
