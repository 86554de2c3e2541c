using Karyon.Data.Datasets;
using Karyon.Learning.Losses;
using Karyon.Learning.Recipes;
using Karyon.Learning.Training;
using Karyon.Learning.Training.Augmentation;
using Karyon.Learning.Training.Sampling;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Recipes;

public sealed class RecipeFileTests
{
    private const string Minimal = """
        name: small
        data:
          sets:
            - {kind: tnbc, path: here, weight: 3, validation: ["03"]}
        """;

    [Fact]
    public void What_a_recipe_leaves_out_has_its_default()
    {
        var recipe = Parse(Minimal);
        var expected = new Recipe
        {
            Name = "small",
            Data = [new TrainingSource { Kind = DatasetKind.Tnbc, Path = Path.GetFullPath("/recipes/here"), Weight = 3, Validation = ["03"] }],
        };
        Assert.Equal(expected, recipe);
        Assert.NotEqual(expected with { Data = [expected.Data[0] with { Validation = ["04"] }] }, recipe);
    }

    [Fact]
    public void Every_key_is_read()
    {
        var recipe = Parse("""
            name: all
            seed: 18446744073709551615
            model: {encoder: resnet34, widths: [1, 2, 3, 4, 5], mpp: 0.5, threshold: 0.4, minimum_area_px: 3, license: CC0, encoder_weights: e.st, start: s.st}
            data:
              sets:
                - {kind: folder, path: a, mpp: 0.3, zoom: [0.5, 2], split: train, left_out: [x, y], known_margin_px: 7}
            representation: {kind: hover, norm: fixed}
            loss: {preset: paper, msge: corrected, weights: {np_bce: 0.5, tp_dice: 0}}
            training: {steps: 10, batch: 2, crop: 64, checkpoint_every: 5}
            optimiser: {name: adamw, lr: 2e-3, weight_decay: 0.01, clip_norm: 0}
            schedule: {kind: plateau, warm_up_steps: 0, final_lr: 0, plateau_factor: 0.5, plateau_patience: 3}
            ema: {decay: 0.9}
            early_stop: {patience: 4}
            validation: {every: 7, metric: aji}
            augmentation: {preset: off, flips: true, gamma: {probability: 0.5, low: 0.9, high: 1.1}}
            """);
        Assert.Equal(new ModelRecipe
        {
            Encoder = "resnet34", Widths = [1, 2, 3, 4, 5], MicronsPerPixel = 0.5, Threshold = 0.4, MinimumAreaPx = 3, License = "CC0",
            EncoderWeights = Path.GetFullPath("/recipes/e.st"), StartWeights = Path.GetFullPath("/recipes/s.st"),
        }, recipe.Model);
        Assert.Equal(new TrainingSource
        {
            Path = Path.GetFullPath("/recipes/a"), MicronsPerPixel = 0.3, Zoom = new ValueRange(0.5, 2), Split = "train", LeftOut = ["x", "y"], KnownMarginPx = 7,
        }, Assert.Single(recipe.Data));
        Assert.Equal(HoverNetLossOptions.Paper with { Msge = GradientAxes.Corrected, NpBce = 0.5, TpDice = 0 }, recipe.Loss);
        Assert.Equal(new TrainerOptions
        {
            Seed = ulong.MaxValue, Steps = 10, Batch = 2, Crop = 64, CheckpointEvery = 5, LearningRate = 2e-3, WeightDecay = 0.01, ClipNorm = 0, Schedule = ScheduleKind.Plateau,
            WarmUpSteps = 0, FinalRate = 0, PlateauFactor = 0.5, PlateauPatience = 3, AverageDecay = 0.9, StopAfter = 4, ValidateEvery = 7,
        }, recipe.Training);
        Assert.Equal("aji", recipe.Metric);
        Assert.Equal(AugmentationOptions.Off with { Flips = true, Gamma = new(0.5, 0.9, 1.1) }, recipe.Augmentation);
        AssertSameWhenWritten(recipe);
    }

    [Theory]
    [InlineData("strong")]
    [InlineData("moderate")]
    [InlineData("off")]
    public void A_recipe_that_is_written_reads_as_an_equal_one(string preset) =>
        AssertSameWhenWritten(Parse(Minimal, [$"augmentation.preset={preset}", "optimiser.lr=0.00123456789", "name=\"a \\\"quoted\\\": name\"", "data.sets.0.zoom=[0.5, 1.5]"]));

    [Fact]
    public void All_mistakes_are_reported_at_once_with_their_lines()
    {
        var error = Assert.Throws<RecipeException>(() => Parse("""
            name: wrong
            model:
              encoder: vgg
              widths: [1, 2, x, 4]
            colour: red
            data:
              sets:
                - {kind: tnbc, wieght: 3}
                - 7
            training:
              steps: many
              crop: 100
            optimiser:
              lr: [1]
            schedule: {final_lr: 5}
            augmentation:
              blur: {probability: 2, low: 3, high: 1}
              flips: maybe
            """));
        Assert.Equal(
        [
            (3, "model.encoder"), (4, "model.widths"), (4, "model.widths.2"), (5, ""), (8, "data.sets.0.path"), (8, "data.sets.0"), (9, "data.sets.1"),
            (11, "training.steps"), (12, "training.crop"), (14, "optimiser.lr"), (15, "schedule.final_lr"), (17, "augmentation.blur.probability"),
            (17, "augmentation.blur.low"), (18, "augmentation.flips"),
        ],
        error.Mistakes.Select(mistake => (mistake.Line ?? 0, mistake.Key)));
        Assert.Contains("mobilenet_v2, resnet34", error.Mistakes[0].Message, StringComparison.Ordinal);
        Assert.Contains("wieght", error.Mistakes[5].Message, StringComparison.Ordinal);
        Assert.Contains("/recipes/r.yaml:11: training.steps: 'many' is no whole number", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: [1", "no YAML")]
    [InlineData("name: a\nname: b", "no YAML")]
    [InlineData("", "empty")]
    [InlineData("- a", "keys such as")]
    [InlineData("name: a\n---\nname: b", "second document")]
    [InlineData("name: a", "at least one data set")]
    public void A_text_that_is_no_recipe_is_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<RecipeException>(() => Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Files_and_folders_must_exist()
    {
        using var folder = new ScratchFolder();
        var path = folder.Write("r.yaml", "data: {sets: [{path: data}]}\nmodel: {start: gone.safetensors}"u8.ToArray());
        var error = Assert.Throws<RecipeException>(() => RecipeFile.Read(path));
        Assert.Equal([(1, "data.sets.0.path"), (2, "model.start")], error.Mistakes.Select(mistake => (mistake.Line ?? 0, mistake.Key)));
        folder.Write("data/x", []);
        Assert.Equal(Path.Combine(folder.Path, "data"), RecipeFile.Read(path, ["model.start="]).Data[0].Path);
        Assert.Contains("no such file", Assert.Throws<RecipeException>(() => RecipeFile.Read(Path.Combine(folder.Path, "none.yaml"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Overrides_replace_values_by_dotted_path_and_are_recorded()
    {
        string[] overrides = ["training.steps=77", "data.sets.0.weight=2.5", "data.sets.0.validation=[\"07\", \"11\"]", "augmentation.blur=off", "training.steps=78"];
        var recipe = Parse(Minimal, overrides);
        Assert.Equal(78, recipe.Training.Steps);
        Assert.Equal(2.5, recipe.Data[0].Weight);
        Assert.Equal(["07", "11"], recipe.Data[0].Validation);
        Assert.Equal(default, recipe.Augmentation.Blur);
        Assert.Equal(overrides, recipe.Overrides);
        AssertSameWhenWritten(recipe);
    }

    [Theory]
    [InlineData("training.steps=x", "--set training.steps=x: training.steps: 'x' is no whole number")]
    [InlineData("training.stpes=3", "--set training.stpes=3: training: there is no key 'stpes' here; there are steps, batch, crop, checkpoint_every")]
    [InlineData("data.sets.4.weight=1", "is a list of 1")]
    [InlineData("name.x=1", "'name' has no keys inside")]
    [InlineData("steps", "an override is key=value")]
    [InlineData("data.sets.0.validation=[a", "the value is no YAML")]
    public void Wrong_overrides_are_reported_as_such(string item, string message) =>
        Assert.Contains(message, Assert.Throws<RecipeException>(() => Parse(Minimal, [item])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_shipped_recipe_reads_and_its_data_loads()
    {
        SharedFolder.Require("data/open");
        SharedFolder.Require("weights/mobilenet_v2_bn");
        // The recipe's paths are those of a checkout beside ../shared.
        var recipe = RecipeFile.Read(Path.Combine(Checkout.Root, "recipes", "karyon-nuclei-1.masks.yaml"));
        Assert.Equal(["03", "07", "11"], recipe.Data[0].Validation);
        Assert.Equal(HoverNetLossOptions.HoverNetTensorFlow with { Msge = GradientAxes.Corrected }, recipe.Loss);
        Assert.Equal(AugmentationOptions.Strong, recipe.Augmentation);
        AssertSameWhenWritten(recipe);
    }

    [Theory]
    [InlineData("hovernet-pytorch", 1, 1)]
    [InlineData("hovernet-tf", 2, 1)]
    [InlineData("paper", 1, 2)]
    public void The_loss_is_chosen_by_preset_and_by_the_axes_of_its_gradients(string preset, double mse, double msge)
    {
        foreach (var axes in Enum.GetValues<GradientAxes>())
        {
            var recipe = Parse(Minimal, [$"loss.preset={preset}", $"loss.msge={(axes == GradientAxes.Published ? "published" : "corrected")}"]);
            Assert.Equal(new HoverNetLossOptions { HvMse = mse, HvMsge = msge, Msge = axes }, recipe.Loss);
            AssertSameWhenWritten(recipe);
        }
        Assert.Equal(GradientAxes.Published, Parse(Minimal, [$"loss.preset={preset}"]).Loss.Msge);
    }

    [Theory]
    [InlineData("loss.preset=hovernet-torch", "hovernet-pytorch")]
    [InlineData("loss.msge=right", "corrected")]
    [InlineData("loss.weights.hv_msge=-1", "loss.weights.hv_msge")]
    [InlineData("loss.weights.np=1", "np_bce")]
    public void A_loss_that_there_is_not_is_told_with_those_that_there_are(string item, string message) =>
        Assert.Contains(message, Assert.Throws<RecipeException>(() => Parse(Minimal, [item])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("representation.norm=published", "representation.norm: 'published' scales")]
    [InlineData("loss.weights.tp_bce=2", "loss.weights.tp_bce: training tells no types")]
    [InlineData("loss.weights.tp_dice=0.5", "loss.weights.tp_dice: training tells no types")]
    public void A_value_that_would_change_nothing_is_refused(string item, string message) =>
        Assert.Contains(message, Assert.Throws<RecipeException>(() => Parse(Minimal, [item])).Message, StringComparison.Ordinal);

    [Fact]
    public void Paths_are_written_relative_to_a_folder_and_move_with_it()
    {
        var recipe = RecipeFile.Parse("""
            model: {start: ../weights/s.st, encoder_weights: /recipes/e.st}
            data: {sets: [{path: ../data/a, points_model: p.st}, {path: .}]}
            """, "/recipes/r.yaml", checkFiles: false);
        var text = RecipeFile.Write(recipe, "/recipes/runs/one");
        Assert.Contains("path: \"../../../data/a\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain(": \"/", text, StringComparison.Ordinal);
        Assert.Equal(recipe, RecipeFile.Parse(text, "/recipes/runs/one/recipe.resolved.yaml", checkFiles: false));

        var moved = RecipeFile.Parse(text, "/else/where/recipes/runs/one/recipe.resolved.yaml", checkFiles: false);
        Assert.Equal(["/else/where/data/a", "/else/where/recipes"], moved.Data.Select(source => source.Path));
        Assert.Equal(("/else/where/weights/s.st", "/else/where/recipes/e.st", "/else/where/recipes/p.st"), (moved.Model.StartWeights, moved.Model.EncoderWeights, moved.Data[0].PointsModel));
    }

    [Theory]
    [InlineData("training.steps=77", "training.steps", "2000", "77")]
    [InlineData("data.sets.0.validation=[\"03\", \"04\"]", "data.sets.0.validation.1", "nothing", "04")]
    [InlineData("data.sets.0.zoom=[0.5, 2]", "data.sets.0.zoom", "nothing", "[0.5, 2]")]
    [InlineData("augmentation.flips=false", "augmentation.flips", "true", "false")]
    public void The_first_key_in_which_two_recipes_differ_is_found(string item, string key, string first, string second) =>
        Assert.Equal(new RecipeDifference(key, first, second), RecipeDifference.Find(Parse(Minimal), Parse(Minimal, [item])));

    [Fact]
    public void Recipes_that_differ_in_the_record_of_overrides_alone_do_not_differ() =>
        Assert.Null(RecipeDifference.Find(Parse(Minimal), Parse(Minimal, ["training.steps=2000"])));

    private static Recipe Parse(string text, IReadOnlyList<string>? overrides = null) => RecipeFile.Parse(text, "/recipes/r.yaml", overrides, checkFiles: false);

    private static void AssertSameWhenWritten(Recipe recipe)
    {
        var text = RecipeFile.Write(recipe);
        Assert.Equal(recipe, RecipeFile.Parse(text, "/elsewhere/resolved.yaml", checkFiles: false));
        Assert.Equal(text, RecipeFile.Write(RecipeFile.Parse(text, "/elsewhere/resolved.yaml", checkFiles: false)));
    }
}
