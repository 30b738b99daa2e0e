import java.io.File;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Validates files against profiles: `Validate 3a,ua1 FILE...`. One line a failed rule. */
public class Validate {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int index = 1; index < arguments.length; index++) {
            for (String profile : arguments[0].split(",")) {
                check(arguments[index], PDFAFlavour.fromString(profile));
            }
        }
    }

    private static void check(String path, PDFAFlavour flavour) throws Exception {
        Map<String, String> failed = new TreeMap<>();
        ValidationResult result;
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(path), flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            result = validator.validate(parser);
            for (TestAssertion test : result.getTestAssertions()) {
                if (test.getStatus() == TestAssertion.Status.FAILED) {
                    failed.putIfAbsent(
                        test.getRuleId().getClause() + "-" + test.getRuleId().getTestNumber(),
                        test.getMessage() + " " + test.getLocation().getContext());
                }
            }
        }
        System.out.println(flavour.getId() + "\t" + result.getTotalAssertions() + "\t"
            + (result.isCompliant() ? "passed" : "failed") + "\t" + path);
        for (Map.Entry<String, String> rule : failed.entrySet()) {
            System.out.println("  " + rule.getKey() + "\t" + rule.getValue());
        }
    }
}
