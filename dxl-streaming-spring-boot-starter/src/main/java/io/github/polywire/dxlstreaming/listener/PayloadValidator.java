package io.github.polywire.dxlstreaming.listener;

import java.lang.annotation.Annotation;

import io.github.polywire.dxlstreaming.DxlRawRecord;
import io.github.polywire.dxlstreaming.PayloadException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * Validates the payloads of one parameter.
 */
final class PayloadValidator {

	private final @Nullable Validator validator;

	private final Object @Nullable [] hints;

	PayloadValidator(@Nullable Validator validator, MethodParameter parameter) {
		this.validator = validator;
		this.hints = hints(parameter);
	}

	private static Object @Nullable [] hints(MethodParameter parameter) {
		for (Annotation annotation : parameter.getParameterAnnotations()) {
			Object[] hints = ValidationAnnotationUtils.determineValidationHints(annotation);
			if (hints != null) {
				return hints;
			}
		}
		return null;
	}

	void validate(DxlRawRecord record, Object payload) {
		if (this.validator == null || this.hints == null || !this.validator.supports(payload.getClass())) {
			return;
		}
		BeanPropertyBindingResult result = new BeanPropertyBindingResult(payload, "payload");
		if (this.validator instanceof SmartValidator smart && this.hints.length > 0) {
			smart.validate(payload, result, this.hints);
		}
		else {
			this.validator.validate(payload, result);
		}
		if (result.hasErrors()) {
			throw new PayloadException("The payload of " + record.position() + " is not valid: " + problems(result),
					record, new IllegalArgumentException(result.getErrorCount() + " errors"));
		}
	}

	private static String problems(BeanPropertyBindingResult result) {
		StringBuilder problems = new StringBuilder();
		result.getFieldErrors()
			.forEach((error) -> problems.append('\'')
				.append(error.getField())
				.append("' ")
				.append(error.getDefaultMessage())
				.append("; "));
		result.getGlobalErrors().forEach((error) -> problems.append(error.getDefaultMessage()).append("; "));
		return problems.substring(0, problems.length() - 2);
	}

}
