using Karyon.Data.Datasets;
using Karyon.Learning.Losses;
using Karyon.Learning.Training;
using Karyon.Learning.Training.Augmentation;
using Karyon.Learning.Training.Sampling;

namespace Karyon.Learning.Recipes;

/// <summary>The form of a recipe: its keys, their ranges and what they stand for. Walked by the reader and by the writer.</summary>
internal static class RecipeSchema
{
    private const string NoTypes = "training tells no types of nuclei apart, so this weight would change nothing; leave it out or write 0";

    private static readonly string[] Presets = ["strong", "moderate", "off"];

    /// <summary>The whole document.</summary>
    public static Recipe Walk(IRecipeSection section, Recipe recipe)
    {
        recipe = recipe with
        {
            Name = section.Text("name", recipe.Name),
            Training = recipe.Training with { Seed = section.Seed("seed", recipe.Training.Seed) },
            Model = section.Section("model", recipe.Model, Model),
            Data = section.Section("data", recipe.Data, Data),
        };
        section.Section("representation", "fixed", Representation);
        (var lossPreset, var loss) = section.Section("loss", (recipe.LossPreset, recipe.Loss), Loss);
        var training = section.Section("training", recipe.Training, Training);
        training = section.Section("optimiser", training, Optimiser);
        training = section.Section("schedule", training, Schedule);
        training = section.Section("ema", training, static (inner, options) => options with { AverageDecay = inner.Number("decay", options.AverageDecay, 0, 0.999999) });
        training = section.Section("early_stop", training, static (inner, options) => options with { StopAfter = (int)inner.Integer("patience", options.StopAfter, 0, 1_000_000) });
        (training, var metric) = section.Section("validation", (training, recipe.Metric), Validation);
        (var augmentationPreset, var augmentation) = section.Section("augmentation", (recipe.AugmentationPreset, recipe.Augmentation), Augmentation);
        return recipe with
        {
            LossPreset = lossPreset, Loss = loss, Training = training, Metric = metric, AugmentationPreset = augmentationPreset, Augmentation = augmentation,
            Overrides = section.Texts("overrides", recipe.Overrides),
        };
    }

    private static ModelRecipe Model(IRecipeSection section, ModelRecipe model) => model with
    {
        Encoder = section.Choice("encoder", model.Encoder, ["mobilenet_v2", "resnet34"]),
        Widths = section.Integers("widths", model.Widths, 5, 1, 4096),
        MicronsPerPixel = section.Number("mpp", model.MicronsPerPixel, 0.05, 20),
        Threshold = section.Number("threshold", model.Threshold, 0, 1),
        MinimumAreaPx = (int)section.Integer("minimum_area_px", model.MinimumAreaPx, 0, 1_000_000),
        License = section.Text("license", model.License),
        EncoderWeights = section.File("encoder_weights", model.EncoderWeights),
        StartWeights = section.File("start", model.StartWeights),
    };

    private static ValueList<TrainingSource> Data(IRecipeSection section, ValueList<TrainingSource> sets)
    {
        var read = section.Sections("sets", sets, new TrainingSource(), Set);
        section.Require(read.Count > 0, "sets", "at least one data set is needed, as in '- {kind: folder, path: ...}'");
        return read;
    }

    private static TrainingSource Set(IRecipeSection section, TrainingSource source)
    {
        source = source with
        {
            Kind = DatasetCatalog.KindNamed(section.Choice("kind", DatasetCatalog.KindNames.First(name => DatasetCatalog.KindNamed(name) == source.Kind), DatasetCatalog.KindNames)),
            Path = section.Folder("path", source.Path),
            Weight = section.Number("weight", source.Weight, 1e-6, 1e6),
            MicronsPerPixel = section.Number("mpp", source.MicronsPerPixel, 0, 20),
            Zoom = section.Range("zoom", source.Zoom, 0.1, 10),
            Split = section.Choice("split", source.Split, ["", "train", "val", "test"]),
            Validation = section.Texts("validation", source.Validation),
            LeftOut = section.Texts("left_out", source.LeftOut),
            KnownMarginPx = (int)section.Integer("known_margin_px", source.KnownMarginPx, 0, 10_000),
            PointsModel = section.File("points_model", source.PointsModel),
            PointsThreshold = section.Number("points_threshold", source.PointsThreshold, 0, 1),
            PointsBorderPx = (int)section.Integer("points_border_px", source.PointsBorderPx, 0, 100),
        };
        section.Require(source.Path.Length > 0, "path", "the data set's folder is needed");
        return source;
    }

    /// <summary>There is nothing to choose yet; the keys say what the network learns and how its maps are read.</summary>
    private static string Representation(IRecipeSection section, string norm)
    {
        section.Choice("kind", "hover", ["hover"]);
        var chosen = section.Choice("norm", norm, ["fixed", "published"]);
        section.Require(chosen == norm, "norm", "'published' scales maps by the least and greatest value of a whole image, but validation and segment decode images in windows; write fixed");
        return norm;
    }

    private static (string, HoverNetLossOptions) Loss(IRecipeSection section, (string Preset, HoverNetLossOptions Options) loss)
    {
        var preset = section.Choice("preset", loss.Preset, HoverNetLossOptions.PresetNames);
        var options = preset == loss.Preset ? loss.Options : HoverNetLossOptions.Preset(preset);
        options = options with { Msge = Named(section, "msge", options.Msge, ("published", GradientAxes.Published), ("corrected", GradientAxes.Corrected)) };
        return (preset, section.Section("weights", options, static (inner, weights) =>
        {
            var ofPreset = weights;
            weights = weights with
            {
                NpBce = inner.Number("np_bce", weights.NpBce, 0, 1000),
                NpDice = inner.Number("np_dice", weights.NpDice, 0, 1000),
                HvMse = inner.Number("hv_mse", weights.HvMse, 0, 1000),
                HvMsge = inner.Number("hv_msge", weights.HvMsge, 0, 1000),
                TpBce = inner.Number("tp_bce", weights.TpBce, 0, 1000),
                TpDice = inner.Number("tp_dice", weights.TpDice, 0, 1000),
            };
            // What a preset says stands, so that its name means the published loss; a weight that the user changes must do something.
            inner.Require(weights.TpBce == 0 || weights.TpBce == ofPreset.TpBce, "tp_bce", NoTypes);
            inner.Require(weights.TpDice == 0 || weights.TpDice == ofPreset.TpDice, "tp_dice", NoTypes);
            inner.Require(weights.NpBce + weights.NpDice > 0, "np_bce", "one of np_bce and np_dice must be above 0, or nothing learns where nuclei are");
            return weights;
        }));
    }

    private static TrainerOptions Training(IRecipeSection section, TrainerOptions options)
    {
        options = options with
        {
            Steps = section.Integer("steps", options.Steps, 1, 100_000_000),
            Batch = (int)section.Integer("batch", options.Batch, 1, 1024),
            Crop = (int)section.Integer("crop", options.Crop, 32, 4096),
            CheckpointEvery = section.Integer("checkpoint_every", options.CheckpointEvery, 1, 100_000_000),
        };
        section.Require(options.Crop % 32 == 0, "crop", $"{options.Crop} is not divisible by 32, the network's stride");
        return options;
    }

    private static TrainerOptions Optimiser(IRecipeSection section, TrainerOptions options)
    {
        section.Choice("name", "adamw", ["adamw"]);
        return options with
        {
            LearningRate = section.Number("lr", options.LearningRate, 1e-9, 10),
            EncoderRateFactor = section.Number("encoder_lr_factor", options.EncoderRateFactor, 0, 1000),
            WeightDecay = section.Number("weight_decay", options.WeightDecay, 0, 10),
            ClipNorm = section.Number("clip_norm", options.ClipNorm, 0, 1e6),
        };
    }

    private static TrainerOptions Schedule(IRecipeSection section, TrainerOptions options)
    {
        options = options with
        {
            Schedule = Named(section, "kind", options.Schedule, ("cosine", ScheduleKind.Cosine), ("plateau", ScheduleKind.Plateau)),
            WarmUpSteps = section.Integer("warm_up_steps", options.WarmUpSteps, 0, 100_000_000),
            FinalRate = section.Number("final_lr", options.FinalRate, 0, 10),
            PlateauFactor = section.Number("plateau_factor", options.PlateauFactor, 1e-6, 1),
            PlateauPatience = (int)section.Integer("plateau_patience", options.PlateauPatience, 1, 1_000_000),
        };
        section.Require(options.FinalRate <= options.LearningRate, "final_lr", $"{options.FinalRate} is above the optimiser's lr of {options.LearningRate}");
        return options;
    }

    private static (TrainerOptions, string) Validation(IRecipeSection section, (TrainerOptions Options, string Metric) value) =>
        (value.Options with { ValidateEvery = section.Integer("every", value.Options.ValidateEvery, 1, 100_000_000) },
         section.Choice("metric", value.Metric, ValidationFigures.Metrics));

    private static (string, AugmentationOptions) Augmentation(IRecipeSection section, (string Preset, AugmentationOptions Options) value)
    {
        var preset = section.Choice("preset", value.Preset, Presets);
        var options = preset == value.Preset ? value.Options : preset switch
        {
            "moderate" => AugmentationOptions.Moderate,
            "off" => AugmentationOptions.Off,
            _ => AugmentationOptions.Strong,
        };
        return (preset, options with
        {
            Zoom = section.Jitter("zoom", options.Zoom, 0.1, 10),
            Flips = section.Flag("flips", options.Flips),
            StainMatrix = section.Jitter("stain_matrix", options.StainMatrix, 0, 0.5),
            StainScale = section.Jitter("stain_scale", options.StainScale, 0, 5),
            StainShift = section.Jitter("stain_shift", options.StainShift, -2, 2),
            JpegQuality = section.Jitter("jpeg_quality", options.JpegQuality, 1, 100),
            Gamma = section.Jitter("gamma", options.Gamma, 0.05, 20),
            Contrast = section.Jitter("contrast", options.Contrast, 0, 10),
            Brightness = section.Jitter("brightness", options.Brightness, -255, 255),
            ChannelGain = section.Jitter("channel_gain", options.ChannelGain, 0, 10),
            Saturation = section.Jitter("saturation", options.Saturation, 0, 10),
            Blur = section.Jitter("blur", options.Blur, 0.05, 20),
            Sharpen = section.Jitter("sharpen", options.Sharpen, 0, 20),
            Noise = section.Jitter("noise", options.Noise, 0, 255),
        });
    }

    private static T Named<T>(IRecipeSection section, string key, T value, params (string Name, T Value)[] choices) where T : struct, Enum
    {
        var current = choices.First(choice => choice.Value.Equals(value)).Name;
        var name = section.Choice(key, current, [.. choices.Select(choice => choice.Name)]);
        return choices.First(choice => choice.Name == name).Value;
    }
}
