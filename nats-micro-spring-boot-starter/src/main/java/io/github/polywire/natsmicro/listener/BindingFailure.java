package io.github.polywire.natsmicro.listener;

import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.polywire.natsmicro.MicroBadRequestException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;

import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Says in one sentence why a request does not fit its handler, without names of our
 * classes.
 */
final class BindingFailure {

	private static final Pattern MISSING_HEADER = Pattern.compile("Missing header '([^']*)'");

	private BindingFailure() {
	}

	static MicroBadRequestException of(Exception failure, boolean emptyBody) {
		if (failure instanceof MicroBadRequestException badRequest) {
			return badRequest;
		}
		return new MicroBadRequestException(sentence(failure, emptyBody), failure);
	}

	private static String sentence(Exception failure, boolean emptyBody) {
		if (failure instanceof MethodArgumentNotValidException notValid) {
			BindingResult result = notValid.getBindingResult();
			return emptyBody ? "The body is missing" : invalid((result != null) ? result.getAllErrors() : List.of());
		}
		if (failure instanceof MessageConversionException) {
			JacksonException json = jsonFailure(failure);
			return (json != null) ? unreadable(json) : "The body cannot be converted";
		}
		if (failure instanceof MessageHandlingException) {
			Matcher missing = MISSING_HEADER.matcher(String.valueOf(failure.getMessage()));
			return missing.find() ? "The header '" + missing.group(1) + "' is missing" : "A header is missing";
		}
		return "A header or the body has the wrong form";
	}

	private static String invalid(List<ObjectError> errors) {
		StringJoiner problems = new StringJoiner("; ");
		for (ObjectError error : errors) {
			String field = (error instanceof FieldError fieldError) ? "'" + fieldError.getField() + "' " : "";
			problems.add(field + error.getDefaultMessage());
		}
		return "The request is not valid: " + problems;
	}

	private static @Nullable JacksonException jsonFailure(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof JacksonException json) {
				return json;
			}
		}
		return null;
	}

	private static String unreadable(JacksonException failure) {
		StringBuilder path = new StringBuilder();
		for (JacksonException.Reference reference : failure.getPath()) {
			if (reference.getPropertyName() != null) {
				path.append((path.length() > 0) ? "." : "").append(reference.getPropertyName());
			}
			else {
				path.append('[').append(reference.getIndex()).append(']');
			}
		}
		TokenStreamLocation location = failure.getLocation();
		String place = (location != null && location.getLineNr() > 0)
				? " at line " + location.getLineNr() + ", column " + location.getColumnNr() : "";
		if (failure instanceof StreamReadException || failure instanceof StreamConstraintsException) {
			return "The body is not valid JSON" + place;
		}
		return "The body does not have the form that is expected"
				+ ((path.length() > 0) ? ": see '" + path + "'" + place : place);
	}

}
